import logger from '@adonisjs/core/services/logger'
import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { removeFiles } from '#files/actions/remove_files'
import { PICTURE_SIZES_JOB } from '#files/jobs/make_picture_sizes'
import { media } from '#files/media'
import {
  LARGEST_PICTURE,
  originalFile,
  PICTURE_FORMATS,
  PICTURE_SIZES,
  pictureFile,
} from '#files/pictures/picture_sizes'
import { readPicture, type Picture } from '#files/pictures/read_picture'
import { findPicture } from '#files/queries/find_picture'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import type { PictureOwner } from '#catalog/picture_owners'

/** One object that has a picture or gets one. */
export interface Pictured {
  owner: PictureOwner
  id: number
}

/** Gives an object a picture in place of the one it had. Throws InvalidInput for what is no picture. */
export async function setPicture(
  { bytes, ...pictured }: Pictured & { bytes: Uint8Array },
  actor: Actor
): Promise<void> {
  await keepPicture({ ...pictured, picture: await readPicture(bytes) }, actor)
}

/** As {@link setPicture}, with a picture that was looked at before. Its sizes are made by a job. */
export async function keepPicture(
  { owner, id, picture }: Pictured & { picture: Picture },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  const key = `${owner.folder}/${id}/${picture.sha256.slice(0, 32)}`
  // The same picture may be there already, removed or in use: then its files must stay.
  const known = await findPicture(owner, key, outer?.trx)
  try {
    if (!known) await media.keep(originalFile(key), picture.bytes, `image/${picture.format}`)
    const isReady = known?.state === 'ready'
    await transact((unit) => writePicture(unit, { owner, id, key, picture, isReady }, actor), outer)
  } catch (error) {
    const removal = known ? Promise.resolve() : removeFiles('media', [originalFile(key)])
    // It may want a transaction of its own, and SQLite's one connection is free for it after the outer one.
    if (outer) removal.catch((fault) => logger.warn({ err: fault }, 'files of a picture are left'))
    else await removal
    throw error
  }
}

interface NewPicture extends Pictured {
  key: string
  picture: Picture
  isReady: boolean
}

async function writePicture(unit: UnitOfWork, added: NewPicture, actor: Actor): Promise<void> {
  const { owner, id, key, picture, isReady } = added
  const row = await lockRow(unit, owner.resource, id)
  await retire(unit, added)
  await unit.trx.table(owner.table).insert({
    [owner.column]: id,
    key,
    sha256: picture.sha256,
    format: picture.format,
    width: picture.width,
    height: picture.height,
    sizes: PICTURE_SIZES.join(','),
    sizes_state: isReady ? 'ready' : 'pending',
    formats: PICTURE_FORMATS.join(','),
    user_id: actor.id > 0 ? actor.id : null,
    created_at: now(),
  })
  await show(unit, { owner, row, image: addressOf(key) }, actor)
  if (isReady) return
  await enqueueJob(unit, {
    name: PICTURE_SIZES_JOB,
    payload: { folder: owner.folder, key },
    dedupKey: `${PICTURE_SIZES_JOB}:${key}`,
  })
}

function addressOf(key: string): string {
  return `/media/${pictureFile(key, LARGEST_PICTURE)}`
}

async function retire({ trx }: UnitOfWork, { owner, id }: Pictured): Promise<void> {
  await trx
    .from(owner.table)
    .where(owner.column, id)
    .whereNull('removed_at')
    .update({ removed_at: now() })
}

interface Shown {
  owner: PictureOwner
  row: Row
  image: string | null
}

async function show(unit: UnitOfWork, { owner, row, image }: Shown, actor: Actor): Promise<void> {
  const id = Number(row.id)
  const version = row.version === undefined ? {} : { version: Number(row.version) + 1 }
  await unit.trx
    .from(owner.resource.table)
    .where('id', id)
    .update({ image, ...version, updated_at: now() })
  await owner.tell?.(unit, id)
  const changes = { image: [row.image, image] }
  await audit(unit, actor, { action: 'change', model: owner.model, modelId: id, changes })
}

/** Takes an object's picture away; it is kept, so that it can be put back. */
export function removePicture(pictured: Pictured, actor: Actor, outer?: UnitOfWork): Promise<void> {
  const { owner, id } = pictured
  return transact(async (unit) => {
    const row = await lockRow(unit, owner.resource, id)
    if (row.image === null) return
    await retire(unit, pictured)
    await show(unit, { owner, row, image: null }, actor)
  }, outer)
}

/** Puts back a picture that the object had before. Throws {@link NotFound} when it had no such one. */
export function restorePicture(
  { imageId, ...pictured }: Pictured & { imageId: number },
  actor: Actor
): Promise<void> {
  const { owner, id } = pictured
  return transact(async (unit) => {
    const row = await lockRow(unit, owner.resource, id)
    const image: Row | null = await unit.trx
      .from(owner.table)
      .where('id', imageId)
      .where(owner.column, id)
      .first()
    if (!image) throw new NotFound('Picture')
    await retire(unit, pictured)
    await unit.trx.from(owner.table).where('id', imageId).update({ removed_at: null })
    await show(unit, { owner, row, image: addressOf(String(image.key)) }, actor)
  })
}
