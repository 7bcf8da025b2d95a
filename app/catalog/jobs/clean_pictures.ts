import vine from '@vinejs/vine'
import { inPieces } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { defineJob } from '#jobs/job'
import { media } from '#files/media'
import { forgetPictures } from '#catalog/actions/forget_pictures'
import { goneParts } from '#catalog/queries/gone_parts'

const DAY_MS = 86_400_000
/** How long a picture that was taken away can be put back. */
const KEPT_DAYS = 30
const PARTS_AT_ONCE = 500

/** Erases pictures that were taken away long ago, and those of parts that are gone. */
export const cleanPictures = defineJob({
  name: 'clean_pictures',
  payload: vine.create({}),
  async handle(context) {
    const before = toDatabaseTime(new Date(Date.now() - KEPT_DAYS * DAY_MS))
    let pictures = 0
    for (let count = -1; count !== 0;) {
      count = await forgetPictures(before)
      pictures += count
      await context.breathe()
    }
    let parts = 0
    const names = await media.folders('parts')
    const folders = names.map(Number)
    for (const ids of inPieces(folders, PARTS_AT_ONCE)) {
      for (const id of await goneParts(ids)) {
        await media.removeFolder(`parts/${id}`)
        parts += 1
      }
      await context.breathe()
    }
    return { pictures, parts }
  },
})
