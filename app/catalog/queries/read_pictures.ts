import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { pictureUrl } from '#files/pictures/picture_sizes'

/** What the page shows in the place of a part's picture. */
export interface PartPicture {
  partId: number
  name: string
  medium: string | null
  large: string | null
  width: number | null
  height: number | null
  /** The picture shown before this one, or the one that was taken away last. */
  previousId: number | null
}

/** Throws {@link NotFound} when there is no such part. */
export async function readPicture(partId: number): Promise<PartPicture> {
  const part: Row | null = await db
    .from('parts')
    .where('id', partId)
    .select('name', 'image')
    .first()
  if (!part) throw new NotFound('Item')
  const images: Row[] = await db
    .from('part_images')
    .where('part_id', partId)
    .orderBy('removed_at', 'desc')
    .orderBy('id', 'desc')
    .select('id', 'width', 'height', 'removed_at')
  const shown = images.find((image) => image.removed_at === null)
  const previous = images.find((image) => image.removed_at !== null)
  return {
    partId,
    name: String(part.name),
    medium: pictureUrl(part.image, 256),
    large: pictureUrl(part.image, 1024),
    width: shown ? Number(shown.width) : null,
    height: shown ? Number(shown.height) : null,
    previousId: previous ? Number(previous.id) : null,
  }
}
