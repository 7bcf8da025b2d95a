import { userBriefResource } from '#accounts/resources/user_brief'
import { can } from '#core/access'
import { detailOf } from '#core/resource/detail'
import { conditionFilter, idFilter, searchColumns, textFilter } from '#core/resource/filters'
import { booleanText, integerText, stringText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { computed, constant, primaryKey } from '#core/resource/read_only_fields'
import { defineResource, type Query } from '#core/resource/resource'
import { text, url } from '#core/resource/text_fields'
import { localDay } from '#core/time'
import { allAttachables, type Attachable } from '#files/attachments/attachable'
import { fileAddress, sizesAddress } from '#files/queries/read_attachments'

const nullableText = { type: ['string', 'null'], format: 'uri' }

/** Files and links at other objects, as InvenTree's clients know them. */
export const attachmentResource = defineResource({
  model: 'attachment',
  title: 'Attachment',
  label: 'Attachment',
  table: 'attachments',
  area: 'part',
  path: '/api/attachment/',
  fields: {
    pk: primaryKey(),
    attachment: computed({
      type: 'file upload',
      label: 'Attachment',
      schema: nullableText,
      select: ['file_id', 'name'],
      encode: (row) =>
        row.file_id === null ? 'null' : JSON.stringify(fileAddress(row.id, row.name)),
    }),
    thumbnail: computed({
      type: 'image upload',
      label: 'Thumbnail',
      schema: nullableText,
      select: ['stored_files.sizes_state as sizes_state'],
      encode: (row) =>
        row.sizes_state === 'ready' ? JSON.stringify(`${sizesAddress(row.id)}/256.webp`) : 'null',
    }),
    filename: text({ label: 'Filename', column: 'name', maxLength: 200 }),
    link: url({ label: 'Link', help: 'Link to external URL', nullable: true }),
    comment: text({ label: 'Comment', help: 'Attachment comment', maxLength: 250 }),
    is_image: computed({
      type: 'boolean',
      label: 'Is image',
      schema: { type: 'boolean' },
      select: ['stored_files.is_image as is_image'],
      encode: (row) => booleanText(row.is_image),
    }),
    upload_date: computed({
      type: 'date',
      label: 'Upload Date',
      schema: { type: 'string', format: 'date' },
      select: ['created_at'],
      encode: (row) => JSON.stringify(localDay(String(row.created_at))),
    }),
    upload_user: computed({
      type: 'related field',
      label: 'User',
      schema: { type: ['integer', 'null'] },
      select: ['user_id'],
      encode: (row) => integerText(row.user_id),
    }),
    user_detail: detailOf(userBriefResource.model, {
      on: 'user_detail',
      column: 'user_id',
      byDefault: true,
    }),
    file_size: computed({
      type: 'integer',
      label: 'File size',
      schema: { type: 'integer' },
      select: ['bytes'],
      encode: (row) => integerText(row.bytes),
    }),
    model_type: text({ label: 'Model type', required: true, maxLength: 30 }),
    model_id: integer({ label: 'Model ID', required: true }),
    tags: constant([]),
    has_image: computed({
      type: 'boolean',
      label: 'Has image',
      schema: { type: 'boolean' },
      encode: (row) => booleanText(row.is_image),
    }),
    id: primaryKey(),
    alt_text: text({
      label: 'Alternative text',
      help: 'What a picture shows, for those who cannot see it',
      maxLength: 250,
    }),
    content_type: computed({
      type: 'string',
      label: 'Content type',
      schema: { type: ['string', 'null'] },
      select: ['stored_files.content_type as content_type'],
      encode: (row) => stringText(row.content_type),
    }),
    sha256: computed({
      type: 'string',
      label: 'SHA-256',
      schema: { type: ['string', 'null'] },
      select: ['stored_files.sha256 as sha256'],
      encode: (row) => stringText(row.sha256),
    }),
  },
  join: (query) => query.leftJoin('stored_files', 'stored_files.id', 'attachments.file_id'),
  scope: (query) => void query.whereNull('attachments.removed_at'),
  visibleTo: (query, actor) => {
    const seen = allAttachables().filter(({ resource }) => can(actor, resource.area, 'view'))
    query.where((any) => {
      any.whereRaw('1 = 0')
      for (const attachable of seen) any.orWhere((one) => whereOwned(one, attachable))
    })
  },
  list: {
    filters: {
      model_type: textFilter('attachments.model_type'),
      model_id: idFilter('attachments.model_id'),
      upload_user: idFilter('attachments.user_id'),
      is_image: conditionFilter((query, isTrue) => whereFile(query, 'is_image = 1', isTrue)),
      has_thumbnail: conditionFilter((query, isTrue) =>
        whereFile(query, "sizes_state = 'ready'", isTrue)
      ),
      is_link: conditionFilter((query, isTrue) => whereLink(query, isTrue)),
      is_file: conditionFilter((query, isTrue) => whereLink(query, !isTrue)),
    },
    search: searchColumns(
      'attachments.comment',
      'attachments.name',
      'attachments.model_type',
      'attachments.model_id'
    ),
    ordering: {
      model_id: ['attachments.model_id'],
      model_type: ['attachments.model_type'],
      // Ids rise with the time.
      upload_date: ['attachments.id'],
      file_size: ['attachments.bytes'],
      pk: ['attachments.id'],
    },
    defaultOrder: ['attachments.id'],
    countedTables: ['stored_files'],
  },
})

/** Only of objects that are there: those of a lot that is used up are hidden with it. */
function whereOwned(query: Query, { resource }: Attachable): void {
  const owner = resource.table
  query.where('attachments.model_type', resource.model).whereExists((exists) => {
    const owned = exists.from(owner).whereColumn(`${owner}.id`, 'attachments.model_id')
    resource.scope?.(owned as Query)
  })
}

function whereLink(query: Query, isLink: boolean): void {
  if (isLink) query.whereNotNull('attachments.link')
  else query.whereNull('attachments.link')
}

function whereFile(query: Query, condition: string, isTrue: boolean): void {
  const known = `SELECT 1 FROM stored_files AS f WHERE f.id = attachments.file_id AND f.${condition}`
  query.whereRaw(`${isTrue ? '' : 'NOT '}EXISTS (${known})`)
}
