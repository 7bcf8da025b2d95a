import vine from '@vinejs/vine'
import { inPieces } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { defineJob, type JobContext } from '#jobs/job'
import { media } from '#files/media'
import { forgetPictures } from '#catalog/actions/forget_pictures'
import { PICTURE_OWNERS, type PictureOwner } from '#catalog/picture_owners'
import { goneOwners } from '#catalog/queries/gone_owners'

const DAY_MS = 86_400_000
/** How long a picture that was taken away can be put back. */
const KEPT_DAYS = 30
const OWNERS_AT_ONCE = 500

/** Erases pictures that were taken away long ago, and those of parts and companies that are gone. */
export const cleanPictures = defineJob({
  name: 'clean_pictures',
  payload: vine.create({}),
  async handle(context) {
    let pictures = 0
    let folders = 0
    for (const owner of PICTURE_OWNERS) {
      pictures += await forgetOld(owner, context)
      folders += await forgetGone(owner, context)
    }
    return { pictures, folders }
  },
})

async function forgetOld(owner: PictureOwner, context: JobContext): Promise<number> {
  const before = toDatabaseTime(new Date(Date.now() - KEPT_DAYS * DAY_MS))
  let pictures = 0
  for (let count = -1; count !== 0;) {
    count = await forgetPictures(owner, before)
    pictures += count
    await context.breathe()
  }
  return pictures
}

async function forgetGone(owner: PictureOwner, context: JobContext): Promise<number> {
  let folders = 0
  const names = await media.folders(owner.folder)
  for (const ids of inPieces(names.map(Number), OWNERS_AT_ONCE)) {
    for (const id of await goneOwners(owner, ids)) {
      await media.removeFolder(`${owner.folder}/${id}`)
      folders += 1
    }
    await context.breathe()
  }
  return folders
}
