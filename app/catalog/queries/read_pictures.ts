import db from '@adonisjs/lucid/services/db'
import type { Area } from '#core/access'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'
import { pictureUrl } from '#files/pictures/picture_sizes'
import type { PictureOwner } from '#catalog/picture_owners'

/** What a page shows in the place of an object's picture. */
export interface ShownPicture {
  ownerId: number
  name: string
  /** Where it is uploaded to, and by whom. */
  path: string
  area: Area
  medium: string | null
  large: string | null
  width: number | null
  height: number | null
  /** The picture shown before this one, or the one that was taken away last. */
  previousId: number | null
}

/** Throws {@link NotFound} when there is no such object. */
export async function readPicture(owner: PictureOwner, id: number): Promise<ShownPicture> {
  const { resource, table, column, path, area } = owner
  const row: Row | null = await db
    .from(resource.table)
    .where('id', id)
    .select('name', 'image')
    .first()
  if (!row) throw new NotFound(resource.title)
  const images: Row[] = await db
    .from(table)
    .where(column, id)
    .orderBy('removed_at', 'desc')
    .orderBy('id', 'desc')
    .select('id', 'width', 'height', 'removed_at')
  const shown = images.find((image) => image.removed_at === null)
  const previous = images.find((image) => image.removed_at !== null)
  return {
    ownerId: id,
    name: String(row.name),
    path: `${path}/${id}/picture`,
    area,
    medium: pictureUrl(row.image, 256),
    large: pictureUrl(row.image, 1024),
    width: shown ? Number(shown.width) : null,
    height: shown ? Number(shown.height) : null,
    previousId: previous ? Number(previous.id) : null,
  }
}
