import vine from '@vinejs/vine'
import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'
import { transact } from '#core/unit_of_work'
import { defineJob, type JobContext } from '#jobs/job'
import { SIZES_JOB } from '#files/attachments/keep_file'
import { originalKey, sizeKey } from '#files/attachments/store'
import { readMedia } from '#files/media'
import { LARGEST_DECODED_BYTES, NoPicture, pictureFiles } from '#files/pictures/picture_files'
import { mediaStore } from '#files/stores'

const STEPS = 6
const TRIES = 4

/** Makes the small and large pictures that pages show, away from the request that brought the file. */
export const makeSizes = defineJob({
  name: SIZES_JOB,
  payload: vine.create({ fileId: vine.number() }),
  concurrency: 2,
  maxAttempts: TRIES,
  isRunByHand: false,
  async handle(context) {
    const { fileId } = context.payload
    const row: Row | null = await db.from('stored_files').where('id', fileId).first()
    if (row?.sizes_state !== 'pending') return { outcome: 'nothing to do' }
    try {
      const size = await make(row, context)
      await note(fileId, { ...size, sizes_state: 'ready', problem: null })
      return { outcome: 'made', ...size }
    } catch (error) {
      const problem = error instanceof NoPicture ? error.problem : 'no_preview'
      if (problem === 'no_preview' && context.attempt < TRIES) throw error
      // What cannot be decoded is no picture, whatever its first bytes say.
      await note(fileId, { sizes_state: 'failed', problem, is_image: false })
      if (problem === 'no_preview') throw error
      return { outcome: problem }
    }
  },
})

async function make(row: Row, context: JobContext): Promise<{ width: number; height: number }> {
  const folder = String(row.key)
  if (Number(row.bytes) > LARGEST_DECODED_BYTES) throw new NoPicture('too_large')
  const { width, height, files } = await pictureFiles(await readMedia(originalKey(folder)))
  let made = 0
  for await (const { size, format, bytes } of files) {
    const contentType = `image/${format}`
    await mediaStore.put(sizeKey(folder, size, format), bytes, { contentType })
    context.progress((100 * ++made) / STEPS)
    await context.breathe()
  }
  return { width, height }
}

function note(id: number, columns: Record<string, string | number | boolean | null>) {
  return transact(({ trx }) => trx.from('stored_files').where('id', id).update(columns))
}
