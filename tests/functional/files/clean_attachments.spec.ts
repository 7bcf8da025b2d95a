import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#accounts/audit'
import { deletePart } from '#catalog/actions/delete_part'
import { addAttachment } from '#files/actions/add_attachment'
import { beginUpload } from '#files/actions/begin_upload'
import { removeAttachment } from '#files/actions/change_attachment'
import { keepBytes, withFile } from '#files/attachments/keep_file'
import { originalKey, sizeKey } from '#files/attachments/store'
import { cleanAttachments } from '#files/jobs/clean_attachments'
import { mediaStore } from '#files/stores'
import { makeSizesOf, runJob } from '#tests/helpers/attachments'
import { makePicture } from '#tests/helpers/pictures'
import { makePart } from '#tests/helpers/stock'
import { makeUser } from '#tests/helpers/visitor'

const LONG_AGO = '2001-01-01 00:00:00.000'

async function attachTo(partId: number, bytes: Uint8Array): Promise<number> {
  const owner = { modelType: 'part', modelId: partId }
  return withFile(
    () => keepBytes(bytes),
    (file) => addAttachment({ owner, name: 'x', content: { file } }, SYSTEM)
  )
}

async function folderOf(id: number): Promise<string> {
  const row = await db
    .from('attachments')
    .join('stored_files', 'stored_files.id', 'attachments.file_id')
    .where('attachments.id', id)
    .select('key')
    .firstOrFail()
  return row.key
}

const isThere = async (key: string) => (await mediaStore.find(key)) !== null
const clean = () => runJob(cleanAttachments, {})
const age = (table: string, id: number, column: string) =>
  db
    .from(table)
    .where('id', id)
    .update({ [column]: LONG_AGO })

test.group('The clean-up of attachments', () => {
  test('erases a file with its sizes once nothing refers to it, and not before', async ({
    assert,
  }) => {
    const picture = await makePicture()
    const ids = [await makePart(), await makePart()]
    const [one, other] = [await attachTo(ids[0], picture), await attachTo(ids[1], picture)]
    await makeSizesOf(one)
    const folder = await folderOf(one)
    assert.equal(await folderOf(other), folder)
    const keys = [originalKey(folder), sizeKey(folder, 64, 'webp'), sizeKey(folder, 1024, 'avif')]

    await removeAttachment(one, SYSTEM)
    await clean()
    assert.isNotNull(await db.from('attachments').where('id', one).first(), 'it can be put back')
    await age('attachments', one, 'removed_at')
    await clean()
    assert.isNull(await db.from('attachments').where('id', one).first())
    for (const key of keys) assert.isTrue(await isThere(key), 'the other one refers to it')

    await removeAttachment(other, SYSTEM)
    await age('attachments', other, 'removed_at')
    await clean()
    for (const key of keys) assert.isFalse(await isThere(key), key)
    assert.isNull(await db.from('stored_files').where('key', folder).first())
  })

  test('waits for what may come back with an item that was deleted', async ({ assert }) => {
    const partId = await makePart()
    const id = await attachTo(partId, randomBytes(100))
    const folder = await folderOf(id)
    const part = await db.from('parts').where('id', partId).firstOrFail()
    await deletePart(partId, SYSTEM)
    await clean()
    const noted = await db.from('attachments').where('id', id).firstOrFail()
    assert.isNotNull(noted.orphaned_at)
    await db.table('parts').insert(part)
    await clean()
    const kept = await db.from('attachments').where('id', id).firstOrFail()
    assert.isNull(kept.orphaned_at)

    await deletePart(partId, SYSTEM)
    await clean()
    await age('attachments', id, 'orphaned_at')
    await clean()
    assert.isFalse(await isThere(originalKey(folder)))
  })

  test('leaves no file when what refers to it is rolled back', async ({ assert }) => {
    const bytes = randomBytes(200)
    let folder = ''
    await assert.rejects(
      () =>
        withFile(
          () => keepBytes(bytes),
          async (file) => {
            folder = file.folder
            assert.isTrue(await isThere(originalKey(folder)))
            throw new Error('rolled back')
          }
        ),
      'rolled back'
    )
    assert.isFalse(await isThere(originalKey(folder)))
    const partId = await makePart()
    await attachTo(partId, bytes)
    await assert.rejects(() =>
      withFile(
        () => keepBytes(bytes),
        async () => {
          throw new Error('the second one')
        }
      )
    )
    const { key } = await db.from('stored_files').orderBy('id', 'desc').firstOrFail()
    assert.isTrue(await isThere(originalKey(key)), 'the first one still refers to it')
  })

  test('gives up uploads that were left for days', async ({ assert }) => {
    const { id: userId } = await makeUser('staff')
    const actor = { ...SYSTEM, id: userId }
    const owner = { modelType: 'part', modelId: await makePart() }
    const upload = await beginUpload({ owner, name: 'left.bin', bytes: 4 }, actor)
    const part = { uploadId: upload.uploadId, number: 1 }
    await mediaStore.putPart(originalKey(upload.folder), part, Buffer.from('left'))
    await clean()
    assert.isNotNull(await db.from('file_uploads').where('id', upload.id).first())
    await age('file_uploads', upload.id, 'updated_at')
    await clean()
    assert.isNull(await db.from('file_uploads').where('id', upload.id).first())
    await assert.rejects(() => mediaStore.listParts(originalKey(upload.folder), upload.uploadId))
  })
})
