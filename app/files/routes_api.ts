import { defineEndpoint } from '#core/http/endpoint'
import { answerList } from '#core/resource/answer_list'
import { answerDetail, defineResourceEndpoints } from '#core/resource/define_endpoints'
import {
  filterParameters,
  inputSchema,
  listSchema,
  objectSchema,
} from '#core/resource/open_api_schemas'
import {
  createAttachment,
  deleteAttachment,
  deleteAttachments,
  updateAttachment,
} from '#files/controllers/api/attachment_endpoints'
import { attachmentResource } from '#files/resources/attachment'

// What may be seen and changed is asked of the object that an attachment belongs to, so none of these
// names a right.
const { path, label: tag } = attachmentResource
const one = `${path}:id/`
const object = { status: 200, schema: objectSchema(attachmentResource) }
const bodyWithFile = {
  allOf: [
    inputSchema(attachmentResource),
    {
      type: 'object',
      properties: {
        attachment: {
          type: 'string',
          contentEncoding: 'binary',
          description: 'The file, in a form; any type is taken',
        },
      },
    },
  ],
}
const items = {
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: { type: 'integer' } } },
}

// OPTIONS comes from the resource; all else is answered here.
defineResourceEndpoints(attachmentResource, {}, { except: ['GET ', 'GET :id/'] })

defineEndpoint(
  {
    method: 'GET',
    path,
    tag,
    summary: 'Attachment: list of those at objects that the user may see',
    query: () => filterParameters(attachmentResource),
    answer: { status: 200, schema: listSchema(attachmentResource) },
  },
  (ctx) => answerList(ctx, attachmentResource)
)
defineEndpoint(
  { method: 'GET', path: one, tag, summary: 'Attachment: one', answer: object },
  (ctx) => answerDetail(ctx, attachmentResource)
)
defineEndpoint(
  {
    method: 'POST',
    path,
    tag,
    summary: 'Attachment: attach a file or a link to an object that the user may change',
    body: bodyWithFile,
    answer: { ...object, status: 201 },
  },
  createAttachment
)
for (const method of ['PUT', 'PATCH'] as const) {
  defineEndpoint(
    {
      method,
      path: one,
      tag,
      summary: 'Attachment: change its comment, name, alternative text or link',
      body: inputSchema(attachmentResource),
      answer: object,
    },
    updateAttachment
  )
}
defineEndpoint(
  {
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Attachment: delete',
    answer: { status: 204, description: 'Deleted' },
  },
  deleteAttachment
)
defineEndpoint(
  {
    method: 'DELETE',
    path,
    tag,
    summary: 'Attachment: delete many',
    body: items,
    answer: {
      status: 200,
      schema: { type: 'object', properties: { success: { type: 'string' } } },
    },
  },
  deleteAttachments
)
