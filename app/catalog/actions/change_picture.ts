import logger from '@adonisjs/core/services/logger'
import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { removeFiles } from '#files/actions/remove_files'
import { media } from '#files/media'
import { LARGEST_PICTURE, pictureFile, PICTURE_SIZES } from '#files/pictures/picture_sizes'
import { readPicture, type Picture } from '#files/pictures/read_picture'
import { recordPartChanged } from '#catalog/actions/part_changed'
import { partResource } from '#catalog/resources/part'

/** Gives a part a picture in place of the one it had. Throws InvalidInput for what is no picture. */
export async function setPicture(
  { partId, bytes }: { partId: number; bytes: Uint8Array },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  await keepPicture({ partId, picture: await readPicture(bytes) }, actor, outer)
}

/** As {@link setPicture}, with a picture that was looked at before. */
export async function keepPicture(
  { partId, picture }: { partId: number; picture: Picture },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  const key = `parts/${partId}/${picture.sha256.slice(0, 32)}`
  // The same picture may be there already, removed or in use: then its files must stay.
  const isNew = (await media.find(pictureFile(key, LARGEST_PICTURE))) === null
  try {
    if (isNew) await keepFiles(key, picture)
    await transact((unit) => writePicture(unit, { partId, key, picture }, actor), outer)
  } catch (error) {
    const files = PICTURE_SIZES.map((size) => pictureFile(key, size))
    const removal = isNew ? removeFiles('media', files) : Promise.resolve()
    // It may want a transaction of its own, and SQLite's one connection is free for it after the outer one.
    if (outer) removal.catch((fault) => logger.warn({ err: fault }, 'files of a picture are left'))
    else await removal
    throw error
  }
}

async function keepFiles(key: string, { files }: Picture): Promise<void> {
  for (const { size, bytes } of files) {
    await media.keep(pictureFile(key, size), bytes, 'image/webp')
  }
}

interface NewPicture {
  partId: number
  key: string
  picture: Picture
}

async function writePicture(unit: UnitOfWork, { partId, key, picture }: NewPicture, actor: Actor) {
  const row = await lockRow(unit, partResource, partId)
  await retire(unit, partId)
  await unit.trx.table('part_images').insert({
    part_id: partId,
    key,
    sha256: picture.sha256,
    format: picture.format,
    width: picture.width,
    height: picture.height,
    sizes: PICTURE_SIZES.join(','),
    user_id: actor.id > 0 ? actor.id : null,
    created_at: now(),
  })
  await show(unit, row, { image: addressOf(key), actor })
}

function addressOf(key: string): string {
  return `/media/${pictureFile(key, LARGEST_PICTURE)}`
}

async function retire(unit: UnitOfWork, partId: number): Promise<void> {
  await unit.trx
    .from('part_images')
    .where('part_id', partId)
    .whereNull('removed_at')
    .update({ removed_at: now() })
}

async function show(
  unit: UnitOfWork,
  row: Row,
  { image, actor }: { image: string | null; actor: Actor }
): Promise<void> {
  const id = Number(row.id)
  await unit.trx
    .from('parts')
    .where('id', id)
    .update({ image, version: Number(row.version) + 1, updated_at: now() })
  await recordPartChanged(unit, id)
  const changes = { image: [row.image, image] }
  await audit(unit, actor, { action: 'change', model: 'part', modelId: id, changes })
}

/** Takes a part's picture away; it is kept, so that it can be put back. */
export function removePicture(partId: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, partResource, partId)
    if (row.image === null) return
    await retire(unit, partId)
    await show(unit, row, { image: null, actor })
  }, outer)
}

/** Puts back a picture that the part had before. Throws {@link NotFound} when it had no such one. */
export function restorePicture(
  { partId, imageId }: { partId: number; imageId: number },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, partResource, partId)
    const image: Row | null = await unit.trx
      .from('part_images')
      .where('id', imageId)
      .where('part_id', partId)
      .first()
    if (!image) throw new NotFound('Picture')
    await retire(unit, partId)
    await unit.trx.from('part_images').where('id', imageId).update({ removed_at: null })
    await show(unit, row, { image: addressOf(String(image.key)), actor })
  }, outer)
}
