import { existsSync } from 'node:fs'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { dataDirectory } from '#config/database'
import { SYSTEM } from '#accounts/audit'
import { removePicture, setPicture } from '#catalog/actions/change_picture'
import { deletePart } from '#catalog/actions/delete_part'
import { forgetPictures } from '#catalog/actions/forget_pictures'
import { cleanPictures } from '#catalog/jobs/clean_pictures'
import { PART_PICTURES } from '#catalog/picture_owners'
import { makePicture, makeSizesOfPicture } from '#tests/helpers/pictures'
import { makePart } from '#tests/helpers/stock'

const LONG_AGO = '2001-01-01 00:00:00.000'
const fileOf = (image: string) => join(dataDirectory, image.replace('/media/', 'media/'))
const of = (id: number) => ({ owner: PART_PICTURES, id })
const imageOf = async (id: number) => String((await db.from('parts').where('id', id).first()).image)

test.group('Pictures that had their time', () => {
  test('are erased with their files, but not one that is in use again', async ({ assert }) => {
    const id = await makePart()
    const [first, second] = [await makePicture(), await makePicture()]
    await setPicture({ ...of(id), bytes: first }, SYSTEM)
    const gone = await imageOf(id)
    await makeSizesOfPicture(gone)
    await setPicture({ ...of(id), bytes: second }, SYSTEM)
    const kept = await imageOf(id)
    await makeSizesOfPicture(kept)
    await removePicture(of(id), SYSTEM)
    await setPicture({ ...of(id), bytes: second }, SYSTEM)
    await db
      .from('part_images')
      .where('part_id', id)
      .whereNotNull('removed_at')
      .update({ removed_at: LONG_AGO })
    assert.isTrue(existsSync(fileOf(gone)))

    assert.equal(await forgetPictures(PART_PICTURES, '2001-01-02 00:00:00.000'), 2)
    assert.isFalse(existsSync(fileOf(gone)))
    assert.isTrue(existsSync(fileOf(kept)))
    assert.lengthOf(await db.from('part_images').where('part_id', id), 1)
  })

  test('go with their part once it can no longer be put back', async ({ assert }) => {
    const id = await makePart()
    await setPicture({ ...of(id), bytes: await makePicture() }, SYSTEM)
    const image = await imageOf(id)
    await makeSizesOfPicture(image)
    await deletePart(id, SYSTEM)
    const context = { breathe: async () => {} } as Parameters<typeof cleanPictures.handle>[0]
    await cleanPictures.handle(context)
    assert.isTrue(existsSync(fileOf(image)), 'the deletion can still be undone')
    await db.from('deletions').where('record_id', id).delete()
    await cleanPictures.handle(context)
    assert.isFalse(existsSync(fileOf(image)))
  })
})
