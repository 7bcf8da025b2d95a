import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sharp from 'sharp'
import { dataDirectory } from '#config/database'
import { issueToken } from '#accounts/actions/issue_token'
import { apiAs, baseUrl } from '#tests/helpers/api'
import { makeUser } from '#tests/helpers/page_visitor'
import { makePicture, makeSizesOfPicture, uploadPicture } from '#tests/helpers/pictures'
import { ownName } from '#tests/helpers/catalog'
import { makePart } from '#tests/helpers/stock'
import { signedIn, Visitor } from '#tests/helpers/visitor'

const imageOf = async (id: number): Promise<string | null> =>
  (await db.from('parts').where('id', id).firstOrFail()).image

/** The files that are kept of a part's pictures. */
function filesOf(id: number): string[] {
  const folder = join(dataDirectory, 'media', 'parts', String(id))
  return existsSync(folder) ? readdirSync(folder) : []
}

async function fetchMedia(path: string, headers: Record<string, string>) {
  const answer = await fetch(baseUrl() + path, { headers, redirect: 'manual' })
  return {
    ...answer,
    status: answer.status,
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  }
}

test.group('Pictures of items', () => {
  test('keeps an upload in sizes made by a job, upright and without what the camera wrote', async ({
    assert,
  }) => {
    const { visitor, user } = await signedIn('staff')
    const id = await makePart()
    const original = await sharp(await makePicture({ width: 1600, height: 800 }))
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const answer = await uploadPicture(visitor, id, original)

    assert.equal(answer.status, 200, answer.text)
    assert.include(answer.text, `data-picture="${id}"`)
    const image = await imageOf(id)
    assert.match(image ?? '', new RegExp(`^/media/parts/${id}/[0-9a-f]{32}-1024\\.webp$`))
    assert.lengthOf(filesOf(id), 1)
    const first = await fetchMedia(String(image), { cookie: visitor.cookies })
    assert.equal(first.headers.get('content-type'), 'image/jpeg')
    assert.equal(first.headers.get('cache-control'), 'private, no-store')
    assert.isTrue(first.bytes.equals(original), 'what was uploaded is shown at once')
    assert.deepEqual(await makeSizesOfPicture(String(image)), { outcome: 'made' })
    // Without what was uploaded: it tells where the picture was taken.
    assert.lengthOf(filesOf(id), 6)
    const row = await db.from('part_images').where('part_id', id).firstOrFail()
    assert.containsSubset(row, { width: 800, height: 1600, format: 'jpeg', user_id: user.id })

    const media = await fetchMedia(String(image), { cookie: visitor.cookies })
    assert.equal(media.status, 200)
    assert.equal(media.headers.get('content-type'), 'image/webp')
    assert.equal(media.headers.get('x-content-type-options'), 'nosniff')
    assert.match(media.headers.get('cache-control') ?? '', /^private/)
    assert.isNull(media.headers.get('set-cookie'))
    const facts = await sharp(media.bytes).metadata()
    assert.deepEqual([facts.width, facts.height], [512, 1024])
    assert.isUndefined(facts.exif)
    assert.notInclude(media.bytes.toString('latin1'), 'CameraOfTests')

    const accept = 'image/avif,image/webp,*/*'
    const avif = await fetchMedia(String(image), { cookie: visitor.cookies, accept })
    assert.equal(avif.headers.get('content-type'), 'image/avif')
    assert.include(avif.headers.get('vary')?.toLowerCase() ?? '', 'accept')
    assert.equal((await sharp(avif.bytes).metadata()).compression, 'av1')

    const again = await fetchMedia(String(image), {
      'cookie': visitor.cookies,
      // Left out, fetch would ask past every cache.
      'cache-control': 'max-age=0',
      'if-none-match': media.headers.get('etag') ?? '',
    })
    assert.equal(again.status, 304)
  })

  test('takes every format that is promised, whatever the file is called', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      const id = await makePart()
      const bytes = await makePicture({ format })
      const answer = await uploadPicture(visitor, id, bytes, { name: 'letter.txt' })
      assert.equal(answer.status, 200, `${format}: ${answer.text}`)
      assert.isNotNull(await imageOf(id), format)
    }
  })

  test('refuses what is no picture with a clear message, and leaves nothing behind', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const whole = await makePicture({ width: 400, height: 400, format: 'png' })
    const bomb = await sharp({
      create: { width: 9000, height: 9000, channels: 3, background: '#ffffff' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    const cases: [string, Uint8Array, RegExp][] = [
      ['nothing', Buffer.alloc(0), /empty|Choose a file/],
      ['text', Buffer.from('just text'), /no picture/],
      ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /no picture/],
      ['half of a picture', whole.subarray(0, whole.length / 2), /broken/],
      ['a beginning only', Buffer.concat([whole.subarray(0, 20), Buffer.alloc(500)]), /broken/],
      ['too many pixels', bomb, /50 million/],
      ['too many bytes', Buffer.alloc(15 * 1024 * 1024 + 10, 1), /larger than 15 MB/],
    ]
    for (const [name, bytes, message] of cases) {
      const answer = await uploadPicture(visitor, id, bytes, { name: 'photo.jpg' })
      assert.equal(answer.status, 400, name)
      assert.match(answer.text, message, name)
    }
    assert.isNull(await imageOf(id))
    assert.deepEqual(filesOf(id), [])
    assert.lengthOf(await db.from('part_images').where('part_id', id), 0)
  })

  test('survives an upload that breaks off, and a body that is no form', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const page = await visitor.get('/account')
    const token = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const send = (body: string, type: string) =>
      fetch(`${baseUrl()}/items/${id}/picture`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: {
          'cookie': visitor.cookies,
          'x-csrf-token': token,
          'hx-request': 'true',
          'content-type': type,
        },
      })
    const broken = await send(
      '--x\r\nContent-Disposition: form-data; na',
      'multipart/form-data; boundary=x'
    )
    assert.equal(broken.status, 400)
    assert.include(await broken.text(), 'broke off')
    const other = await send('image=1', 'application/x-www-form-urlencoded')
    assert.equal(other.status, 400)
    const json = await send('{}', 'application/json')
    assert.equal(json.status, 415)
    assert.isNull(await imageOf(id))
  })

  test('asks for sign-in, the right to change items, and the token of the form', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const { visitor: viewer } = await signedIn('viewer')
    const id = await makePart()
    const bytes = await makePicture()
    assert.equal((await uploadPicture(viewer, id, bytes)).status, 403)
    assert.equal((await uploadPicture(visitor, id, bytes, { csrf: false })).status, 403)
    assert.equal((await uploadPicture(new Visitor(), id, bytes)).status, 403)
    assert.isNull(await imageOf(id))
    assert.deepEqual(filesOf(id), [])
    // Other pages still take no files at all.
    const form = new FormData()
    form.append('image', new File([new Uint8Array(bytes)], 'photo.jpg'))
    const answer = await fetch(`${baseUrl()}/items/${id}`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      headers: { cookie: visitor.cookies },
    })
    assert.equal(answer.status, 415)
  })

  test('shows pictures only to those who may see items, by session or by token', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    await uploadPicture(visitor, id, await makePicture())
    const image = String(await imageOf(id))
    const api = await apiAs('viewer')
    const unsigned = await fetchMedia(image, {})
    assert.include(unsigned.headers.get('location') ?? '', '/sign-in')
    assert.equal((await fetchMedia(image, { authorization: 'Token nonsense' })).status, 401)
    assert.equal((await fetchMedia(image, { authorization: `Token ${api.token}` })).status, 200)
    for (const path of [
      '/media/parts/1/x-64.webp',
      '/media/../bincard.sqlite3',
      '/media/%2e%2e/bincard.sqlite3',
    ]) {
      const answer = await fetchMedia(path, { cookie: visitor.cookies })
      assert.equal(answer.status, 404, path)
    }
    const { json } = await api.get(`/api/part/${id}/`)
    assert.equal(json.image, image)
    assert.equal(json.thumbnail, image.replace('-1024', '-256'))
  })

  test('replaces a picture, takes it away, and puts it back', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    await uploadPicture(visitor, id, await makePicture())
    const first = await imageOf(id)
    await uploadPicture(visitor, id, await makePicture())
    const second = await imageOf(id)
    assert.notEqual(second, first)

    await visitor.get(`/items/${id}`)
    const removed = await visitor.post(`/items/${id}/picture/delete`, {})
    assert.equal(removed.location, `/items/${id}`)
    assert.isNull(await imageOf(id))
    const page = await visitor.get(`/items/${id}`)
    assert.include(page.text, 'The picture is removed.')
    const [, restore] = /action="(\/items\/\d+\/picture\/\d+\/restore)"/.exec(page.text) ?? []
    await visitor.post(restore, {})
    assert.equal(await imageOf(id), second)
    const media = await fetchMedia(String(second), { cookie: visitor.cookies })
    assert.equal(media.status, 200)

    const other = await makePart()
    const imageId = /picture\/(\d+)\/restore/.exec(restore)?.[1]
    await visitor.get(`/items/${other}`)
    assert.equal((await visitor.post(`/items/${other}/picture/${imageId}/restore`, {})).status, 404)
  })

  test('is shown as it was uploaded for as long as no sizes can be made', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    await uploadPicture(visitor, id, await makePicture({ format: 'png' }))
    const image = String(await imageOf(id))
    rmSync(join(dataDirectory, `${image.slice(1).replace('-1024.webp', '')}-original`))
    await assert.rejects(() => makeSizesOfPicture(image), /There is no file/)
    const row = await db.from('part_images').where('part_id', id).firstOrFail()
    assert.equal(row.sizes_state, 'pending', 'the job tries again')

    const other = await makePart()
    await uploadPicture(visitor, other, await makePicture({ format: 'png' }))
    await db.from('part_images').where('part_id', other).update({ sizes_state: 'failed' })
    const media = await fetchMedia(String(await imageOf(other)), { cookie: visitor.cookies })
    assert.equal(media.headers.get('content-type'), 'image/png')
  })

  test('works without script, with a message on the page', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const kept = await uploadPicture(visitor, id, await makePicture(), { script: false })
    assert.equal(kept.status, 302)
    assert.equal(kept.location, `/items/${id}`)
    assert.isNotNull(await imageOf(id))
  })

  test('gives a part that does not exist no picture', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    assert.equal((await uploadPicture(visitor, 99_999_999, await makePicture())).status, 404)
    assert.deepEqual(filesOf(99_999_999), [])
  })
})

test.group('Pictures by the API', () => {
  const form = (bytes: Uint8Array | string, fields: Record<string, string> = {}) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    if (typeof bytes === 'string') body.append('image', bytes)
    else body.append('image', new File([new Uint8Array(bytes)], 'photo.jpg'))
    return { raw: body }
  }

  test('takes a multipart image with other fields, and an empty one to remove it', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const id = await makePart()
    const large = await sharp({
      create: {
        width: 1400,
        height: 1400,
        channels: 3,
        background: '#ffffff',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    assert.isAbove(large.length, 1_048_576)
    const kept = await api.send('PATCH', `/api/part/${id}/`, form(large, { description: 'With' }))
    assert.equal(kept.status, 200, kept.text)
    assert.match(kept.json.image, /^\/media\/parts\//)
    assert.equal(kept.json.description, 'With')
    assert.equal(kept.json.thumbnail, kept.json.image.replace('-1024', '-256'))

    const removed = await api.patch(`/api/part/${id}/`, { image: '' })
    assert.equal(removed.json.image, null)
    assert.equal(removed.json.thumbnail, '/static/img/blank_image.thumbnail.png')
  })

  test('refuses what is no picture, and those who may not change parts', async ({ assert }) => {
    const api = await apiAs('staff')
    const id = await makePart()
    const text = await api.send('PATCH', `/api/part/${id}/`, form(Buffer.from('text')))
    assert.equal(text.status, 400)
    assert.match(text.json.image[0], /no picture/)
    assert.equal((await api.patch(`/api/part/${id}/`, { image: 'photo.jpg' })).status, 400)
    const sentBack = await api.patch(`/api/part/${id}/`, { image: '/media/parts/1/x.webp' })
    assert.isNull(sentBack.json.image)
    const viewer = await apiAs('viewer')
    const bytes = await makePicture()
    const refused = await viewer.send('PATCH', `/api/part/${id}/`, form(bytes))
    assert.equal(refused.status, 403)
    assert.isNull(await imageOf(id))
    const json = await api.send('PATCH', `/api/part/${id}/`, {
      raw: JSON.stringify({ notes: 'x'.repeat(1_100_000) }),
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(json.status, 413)
  })
})

test.group('Pictures of companies', () => {
  async function makeCompany(): Promise<number> {
    const api = await apiAs('manager')
    const { json } = await api.post('/api/company/', { name: ownName('Maker'), currency: 'GBP' })
    return json.pk
  }
  const companyImage = async (id: number): Promise<string | null> =>
    (await db.from('companies').where('id', id).firstOrFail()).image

  test('are uploaded on the page, taken away, put back, and come back with it', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const id = await makeCompany()
    const place = '/suppliers'
    const answer = await uploadPicture(visitor, id, await makePicture(), { place })
    assert.equal(answer.status, 200, answer.text)
    const image = String(await companyImage(id))
    assert.match(image, new RegExp(`^/media/companies/${id}/[0-9a-f]{32}-1024\\.webp$`))
    await makeSizesOfPicture(image)
    const page = await visitor.get(`/suppliers/${id}`)
    assert.include(page.text, image.replace('-1024', '-256'))

    await visitor.post(`/suppliers/${id}/picture/delete`, {})
    assert.isNull(await companyImage(id))
    const { text } = await visitor.get(`/suppliers/${id}`)
    const [, restore] = /action="(\/suppliers\/\d+\/picture\/\d+\/restore)"/.exec(text) ?? []
    await visitor.post(restore, {})
    assert.equal(await companyImage(id), image)

    await visitor.post(`/suppliers/${id}/delete`, {})
    const { id: deletion } = await db
      .from('deletions')
      .where({ kind: 'company', record_id: id })
      .firstOrFail()
    await visitor.post(`/deletions/${deletion}/restore`, {})
    assert.equal(await companyImage(id), image)
    assert.equal((await fetchMedia(image, { cookie: visitor.cookies })).status, 200)
  })

  test('are set by the API, and seen by those who may see companies', async ({ assert }) => {
    const api = await apiAs('manager')
    const id = await makeCompany()
    const body = new FormData()
    body.append('image', new File([new Uint8Array(await makePicture())], 'logo.png'))
    const kept = await api.send('PATCH', `/api/company/${id}/`, { raw: body })
    assert.equal(kept.status, 200, kept.text)
    assert.equal(kept.json.image, await companyImage(id))
    const seen = await fetchMedia(kept.json.image, { authorization: `Token ${api.token}` })
    assert.equal(seen.status, 200)
    const outsider = await makeUser({ part: ['view'] })
    const { token } = await issueToken({ userId: outsider.id, name: 'tests' })
    const refused = await fetchMedia(kept.json.image, { authorization: `Token ${token}` })
    assert.equal(refused.status, 403)
    const removed = await api.patch(`/api/company/${id}/`, { image: null })
    assert.isNull(removed.json.image)
    const viewer = await apiAs('viewer')
    assert.equal((await viewer.patch(`/api/company/${id}/`, { image: null })).status, 403)
  })
})
