import vine from '@vinejs/vine'
import { transact } from '#core/unit_of_work'
import { defineJob, type JobContext } from '#jobs/job'
import { removeFiles } from '#files/actions/remove_files'
import { readMedia, media } from '#files/media'
import { NoPicture, pictureFiles } from '#files/pictures/picture_files'
import { findPictureKind, type PictureKind } from '#files/pictures/picture_kinds'
import {
  originalFile,
  PICTURE_FORMATS,
  PICTURE_SIZES,
  pictureFile,
} from '#files/pictures/picture_sizes'
import { findPicture, type SizesState } from '#files/queries/find_picture'

export const PICTURE_SIZES_JOB = 'make_picture_sizes'
const TRIES = 4
const STEPS = PICTURE_SIZES.length * PICTURE_FORMATS.length

/** Makes the sizes of a picture that pages and programs are shown, away from the request that brought it. */
export const makePictureSizes = defineJob({
  name: PICTURE_SIZES_JOB,
  payload: vine.create({ folder: vine.string(), key: vine.string() }),
  concurrency: 2,
  maxAttempts: TRIES,
  isRunByHand: false,
  async handle(context) {
    const { folder, key } = context.payload
    const kind = findPictureKind(folder)
    const picture = kind && (await findPicture(kind, key))
    if (!kind || !picture) return { outcome: 'nothing to do' }
    const problem = picture.state === 'ready' ? null : await tryToMake(kind, context)
    if (problem) return { outcome: problem }
    // It tells where and by what the picture was made.
    await removeFiles('media', [originalFile(key)])
    return { outcome: 'made' }
  },
})

type Context = JobContext<{ folder: string; key: string }>

/** Gives why no sizes can ever be made; throws what may pass. */
async function tryToMake(kind: PictureKind, context: Context): Promise<string | null> {
  const { key } = context.payload
  try {
    await make(key, context)
    await note(kind, key, 'ready')
    return null
  } catch (error) {
    const isHopeless = error instanceof NoPicture
    if (isHopeless || context.attempt >= TRIES) await note(kind, key, 'failed')
    if (!isHopeless) throw error
    return error.problem
  }
}

async function make(key: string, context: Context): Promise<void> {
  const { files } = await pictureFiles(await readMedia(originalFile(key)))
  let made = 0
  for await (const { size, format, bytes } of files) {
    await media.keep(pictureFile(key, size, format), bytes, `image/${format}`)
    context.progress((100 * ++made) / STEPS)
    await context.breathe()
  }
}

/** Also of a picture that was removed meanwhile: it can be put back. */
function note({ table }: PictureKind, key: string, state: SizesState) {
  const formats = state === 'ready' ? { formats: PICTURE_FORMATS.join(',') } : {}
  return transact(({ trx }) =>
    trx
      .from(table)
      .where('key', key)
      .whereNot('sizes_state', 'ready')
      .update({ sizes_state: state, ...formats })
  )
}
