import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import sharp from 'sharp'
import env from '#start/env'
import { parseQuantity } from '#core/decimal'
import { receiveStock } from '#stock/actions/receive_stock'
import { StoreFault } from '#files/stores/faults'
import { mediaStore } from '#files/stores'
import { apiAs } from '#tests/helpers/api'
import {
  attachByApi,
  checkUploadOf,
  csrfOf,
  fetchFile,
  fileOf,
  makeSizesOf,
  sendAsScript,
} from '#tests/helpers/attachments'
import { makeSupplier } from '#tests/helpers/catalog'
import { makePicture } from '#tests/helpers/pictures'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { signedIn, Visitor } from '#tests/helpers/visitor'

const attachmentsOf = (modelId: number, modelType = 'part') =>
  db.from('attachments').where({ model_type: modelType, model_id: modelId }).orderBy('id')

async function attach(visitor: Visitor, path: string, file: File) {
  const body = new FormData()
  body.append('file', file)
  return sendAsScript(visitor, `${path}/attachments`, { body, csrf: await csrfOf(visitor) })
}

async function makeLot(): Promise<number> {
  const [partId, locationId] = [await makePart(), await makeLocation()]
  await receiveStock({ partId, locationId, quantity: parseQuantity('3'), actorId: null })
  return Number((await db.from('stock_items').where('part_id', partId).firstOrFail()).id)
}

test.group('Attachments on pages', () => {
  test('stand at items, suppliers and lots, for those who may see these', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const { visitor: viewer } = await signedIn('viewer')
    const supplier = await makeSupplier()
    const places: [string, string, number][] = [
      ['part', '/items', await makePart()],
      ['company', '/suppliers', supplier.id],
      ['stockitem', '/stock', await makeLot()],
    ]
    for (const [model, path, id] of places) {
      const before = await visitor.get(`${path}/${id}/attachments`)
      assert.equal(before.status, 200, path)
      assert.include(before.text, 'Nothing attached yet')
      const answer = await attach(visitor, `${path}/${id}`, fileOf('a letter', 'letter.txt'))
      assert.equal(answer.status, 201, answer.text)
      const [row] = await attachmentsOf(id, model)
      assert.equal(row.name, 'letter.txt')
      const seen = await viewer.get(`${path}/${id}/attachments`)
      assert.include(seen.text, 'letter.txt', path)
      assert.notInclude(seen.text, 'Delete letter.txt')
      const refused = await attach(viewer, `${path}/${id}`, fileOf('mine'))
      assert.equal(refused.status, 403, path)
      assert.lengthOf(await attachmentsOf(id, model), 1)
    }
    assert.equal((await visitor.get('/items/99999999/attachments')).status, 404)
  })

  test('take a file without script, and say so on the page', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const body = new FormData()
    body.append('file', fileOf('plain', 'plain.txt'))
    const csrf = await csrfOf(visitor)
    const path = `/items/${id}/attachments?_csrf=${encodeURIComponent(csrf)}`
    const sent = await sendAsScript(visitor, path, { body, csrf: '', isScript: false })
    assert.deepEqual([sent.status, sent.location], [302, `/items/${id}/attachments`])
    const page = await visitor.get(`/items/${id}/attachments`)
    assert.include(page.text, 'plain.txt')
    const empty = new FormData()
    empty.append('file', fileOf('', 'nothing.txt'))
    await sendAsScript(visitor, path, { body: empty, csrf: '', isScript: false })
    assert.lengthOf(await attachmentsOf(id), 1)
  })

  test('are deleted and put back, renamed and commented, and stand in the history', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    await attach(visitor, `/items/${id}`, fileOf('x', 'draft.txt'))
    const [{ id: attachmentId }] = await attachmentsOf(id)
    const page = `/items/${id}/attachments`
    await visitor.get(page)
    await visitor.post(`/files/${attachmentId}`, { filename: 'final.txt', comment: 'Signed' })
    assert.containsSubset(await attachmentsOf(id), [{ name: 'final.txt', comment: 'Signed' }])
    await visitor.post(`/files/${attachmentId}/delete`, {})
    const deleted = await visitor.get(page)
    assert.include(deleted.text, `/files/${attachmentId}/restore`)
    assert.notInclude(deleted.text, 'Edit final.txt')
    await visitor.post(`/files/${attachmentId}/restore`, {})
    assert.include((await visitor.get(page)).text, 'Edit final.txt')
    const link = await visitor.post(`${page}/links`, { link: 'https://example.com/a' })
    assert.equal(link.status, 302)
    assert.include((await visitor.get(page)).text, 'example.com/a')
    const changes = await visitor.get(`/items/${id}/changes`)
    assert.include(changes.text, '<del>draft.txt</del>')
    assert.include(changes.text, '<ins>final.txt</ins>')
  })

  test('are kept once however often the same bytes come', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const content = randomBytes(2_000)
    const ids = [await makePart(), await makePart()]
    for (const id of ids) await attach(visitor, `/items/${id}`, fileOf(content, `at-${id}.bin`))
    const [one, other] = [await attachmentsOf(ids[0]), await attachmentsOf(ids[1])]
    assert.equal(one[0].file_id, other[0].file_id)
    assert.notEqual(one[0].name, other[0].name)
    const both = await Promise.all(
      ids.map((id) => attach(visitor, `/items/${id}`, fileOf(randomBytesOnce, 'twin.bin')))
    )
    assert.deepEqual(
      both.map(({ status }) => status),
      [201, 201]
    )
    const twins = await db.from('attachments').whereIn('model_id', ids).where('name', 'twin.bin')
    assert.lengthOf(new Set(twins.map((row) => row.file_id)), 1)
  })

  test('tell a file by its content, and send what is no picture only to be saved', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const files: [File, string, RegExp, boolean][] = [
      [fileOf('<svg xmlns="http://www.w3.org/2000/svg"/>', 'logo.svg'), '', /^attachment/, false],
      [fileOf('<script>alert(1)</script>', 'cat.png'), 'text/plain', /^attachment/, false],
      [fileOf('<!doctype html><p>x', 'page.html'), 'text/plain', /^attachment/, false],
      [fileOf(await makePicture({ format: 'png' }), 'image.html'), 'image/png', /^inline/, true],
      [fileOf(Buffer.from([0, 1, 2, 3]), 'data'), 'application/octet-stream', /^attach/, false],
    ]
    for (const [file, type, disposition, isImage] of files) {
      const answer = await attach(visitor, `/items/${id}`, file)
      assert.equal(answer.status, 201, `${file.name}: ${answer.text}`)
      const row = (await attachmentsOf(id)).at(-1)
      const kept = await db.from('stored_files').where('id', row.file_id).firstOrFail()
      assert.equal(Boolean(kept.is_image), isImage, file.name)
      const path = `/media/attachments/${row.id}/${encodeURIComponent(file.name)}`
      const sent = await fetchFile(path, { cookie: visitor.cookies })
      assert.equal(sent.status, 200, file.name)
      if (type) assert.include(sent.headers.get('content-type') ?? '', type, file.name)
      assert.notMatch(sent.headers.get('content-type') ?? '', /html|svg/, file.name)
      assert.match(sent.headers.get('content-disposition') ?? '', disposition, file.name)
      assert.equal(sent.headers.get('x-content-type-options'), 'nosniff')
    }
  })

  test('keep the name of a file, but nothing of a path and nothing unseen in it', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const names: [string, string][] = [
      ['../../../etc/passwd', 'passwd'],
      ['..\\..\\boot.ini', 'boot.ini'],
      [`${'x'.repeat(500)}.pdf`, `${'x'.repeat(196)}.pdf`],
      ['Құжат – договор – 書類 – مستند.docx', 'Құжат – договор – 書類 – مستند.docx'],
      ['a\u202Egnp.exe', 'a gnp.exe'],
      ['...', 'file'],
    ]
    for (const [given, expected] of names) {
      const answer = await attach(visitor, `/items/${id}`, fileOf(`content of ${given}`, given))
      assert.equal(answer.status, 201, `${given}: ${answer.text}`)
      const row = (await attachmentsOf(id)).at(-1)
      assert.equal(row.name, expected)
      const path = `/media/attachments/${row.id}/${encodeURIComponent(row.name)}`
      assert.equal((await fetchFile(path, { cookie: visitor.cookies })).status, 200, given)
    }
  })

  test('make sizes of pictures, and say why there are none of a bomb or a broken one', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const whole = await makePicture({ width: 1600, height: 400, format: 'png' })
    const bomb = await sharp({
      create: { width: 9000, height: 9000, channels: 3, background: '#fffffe' },
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    for (const [name, bytes] of [
      ['wide.png', whole],
      ['bomb.png', bomb],
      ['half.png', Buffer.from(whole.subarray(0, whole.length / 2))],
    ] as const) {
      const answer = await attach(visitor, `/items/${id}`, fileOf(bytes, name))
      assert.include(answer.text, 'is-pending', name)
      await makeSizesOf((await attachmentsOf(id)).at(-1).id)
    }
    const [wide] = await attachmentsOf(id)
    for (const [file, width] of [
      ['64.webp', 64],
      ['256.avif', 256],
      ['1024.webp', 1024],
    ] as const) {
      const path = `/media/attachments/${wide.id}/sizes/${file}`
      const sent = await fetchFile(path, { cookie: visitor.cookies })
      assert.equal(sent.status, 200, file)
      const facts = await sharp(sent.bytes).metadata()
      assert.equal(facts.width, width)
      assert.isUndefined(facts.exif)
    }
    const page = (await visitor.get(`/items/${id}/attachments`)).text
    assert.include(page, 'more than 50 million pixels')
    assert.include(page, 'the picture is broken')
    assert.notInclude(page, 'is-pending')
    const wrong = `/media/attachments/${wide.id}/sizes/9999.webp`
    assert.equal((await fetchFile(wrong, { cookie: visitor.cookies })).status, 404)
  })

  test('are refused without a session, and to those who may not see the object', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    await attach(visitor, `/items/${id}`, fileOf('private', 'private.txt'))
    const [row] = await attachmentsOf(id)
    const path = `/media/attachments/${row.id}/private.txt`
    const stranger = await fetchFile(path, {})
    assert.equal(stranger.status, 302)
    assert.match(stranger.headers.get('location') ?? '', /^\/sign-in/)
    assert.equal((await new Visitor().get(`/items/${id}/attachments`)).status, 302)
    const again = await fetchFile(path, {
      'cookie': visitor.cookies,
      'cache-control': 'max-age=0',
      'if-none-match':
        (await fetchFile(path, { cookie: visitor.cookies })).headers.get('etag') ?? '',
    })
    assert.equal(again.status, 304)
  })
})

test.group('Attachments while the store fails', () => {
  test('are refused with the reason, and nothing is kept of them', async ({ assert, cleanup }) => {
    const { visitor } = await signedIn('staff')
    const api = await apiAs('staff')
    const id = await makePart()
    // why: a disk cannot be filled, or a key taken away, for one test among others.
    const original = mediaStore.put
    cleanup(() => void (mediaStore.put = original))
    for (const [kind, status, words] of [
      ['full', 507, /no room left/],
      ['denied', 503, /refuses the key/],
      ['no_bucket', 503, /bucket .* is gone/],
      ['unreachable', 503, /cannot be reached/],
    ] as const) {
      mediaStore.put = () => Promise.reject(new StoreFault(kind, 'media', 'a secret detail'))
      const page = await attach(visitor, `/items/${id}`, fileOf(`page ${kind}`))
      assert.equal(page.status, status, kind)
      assert.match(page.text, words)
      const sent = await attachByApi(api, {
        model_type: 'part',
        model_id: id,
        attachment: fileOf(`api ${kind}`),
      })
      assert.equal(sent.status, status, kind)
      assert.match(sent.json.detail, words)
      assert.notInclude(page.text + sent.text, 'secret')
    }
    mediaStore.put = original
    assert.lengthOf(await attachmentsOf(id), 0)
    const again = await attach(visitor, `/items/${id}`, fileOf('page full'))
    assert.equal(again.status, 201, 'it goes on by itself')
  })
})

const randomBytesOnce = randomBytes(3_000)

test.group('Uploads in parts', () => {
  const MEGABYTE = 1_048_576
  const PART = 8 * MEGABYTE

  async function begin(visitor: Visitor, id: number, fields: Record<string, string>, csrf: string) {
    const body = new URLSearchParams(fields)
    return sendAsScript(visitor, `/items/${id}/attachments/uploads`, { body, csrf })
  }

  test('go on where they were, are checked, and become an attachment', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const id = await makePart()
    const csrf = await csrfOf(visitor)
    const content = randomBytes(PART + 1_000)
    const facts = { name: 'film.bin', bytes: String(content.length) }
    const begun = JSON.parse((await begin(visitor, id, facts, csrf)).text)
    assert.containsSubset(begun, { parts: 2, partBytes: PART, state: 'open', arrived: [] })
    const part = (number: number, body: Uint8Array) =>
      sendAsScript(visitor, `/files/uploads/${begun.token}/parts/${number}`, {
        method: 'PUT',
        body: new Uint8Array(body),
        csrf,
      })
    assert.equal((await part(2, content.subarray(PART))).status, 204)
    assert.equal((await part(1, content.subarray(0, 500))).status, 400, 'a part that broke off')
    assert.equal((await part(2, content.subarray(0, 2_000))).status, 413, 'more than the part has')
    assert.equal((await part(3, content.subarray(0, 5))).status, 400, 'no such part')

    const again = JSON.parse((await begin(visitor, id, facts, csrf)).text)
    assert.containsSubset(again, { token: begun.token, arrived: [2] })
    const { visitor: other } = await signedIn('staff')
    assert.equal((await other.get(`/files/uploads/${begun.token}`)).status, 404)
    assert.include((await visitor.get(`/items/${id}/attachments`)).text, 'film.bin')

    const end = () => sendAsScript(visitor, `/files/uploads/${begun.token}/complete`, { csrf })
    assert.equal((await end()).status, 202)
    await checkUploadOf(begun.token)
    const incomplete = JSON.parse((await visitor.get(`/files/uploads/${begun.token}`)).text)
    assert.containsSubset(incomplete, { state: 'open', arrived: [2] })
    assert.match(incomplete.message, /have not arrived/)

    assert.equal((await part(1, content.subarray(0, PART))).status, 204)
    await end()
    await checkUploadOf(begun.token)
    await checkUploadOf(begun.token)
    const done = JSON.parse((await visitor.get(`/files/uploads/${begun.token}`)).text)
    assert.equal(done.state, 'done')
    const [row] = await attachmentsOf(id)
    assert.equal(row.id, done.attachmentId)
    const sent = await fetchFile(`/media/attachments/${row.id}/film.bin`, {
      cookie: visitor.cookies,
    })
    assert.isTrue(content.equals(sent.bytes))
    const piece = await fetchFile(`/media/attachments/${row.id}/film.bin`, {
      cookie: visitor.cookies,
      range: 'bytes=100-299',
    })
    assert.equal(piece.status, 206)
    assert.isTrue(content.subarray(100, 300).equals(piece.bytes))
    assert.equal((await part(1, content.subarray(0, PART))).status, 400, 'it is complete')
  })

  test('are given up, refused over the limit, and found to be there already', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('staff')
    const { visitor: viewer } = await signedIn('viewer')
    const id = await makePart()
    const csrf = await csrfOf(visitor)
    const limit = await begin(
      visitor,
      id,
      { name: 'x', bytes: String((env.uploadLimit + 1) * MEGABYTE) },
      csrf
    )
    assert.equal(limit.status, 400)
    assert.include(limit.text, `larger than ${env.uploadLimit} MB`)
    assert.match((await begin(visitor, id, { name: 'x', bytes: '0' }, csrf)).text, /empty/)
    const denied = await begin(viewer, id, { name: 'x', bytes: '9' }, await csrfOf(viewer))
    assert.equal(denied.status, 403)

    const content = await makePicture({ width: 300, height: 200 })
    await attach(visitor, `/items/${id}`, fileOf(content, 'small.jpg'))
    const facts = { name: 'again.jpg', bytes: String(content.length) }
    const { token } = JSON.parse((await begin(visitor, id, facts, csrf)).text)
    const path = `/files/uploads/${token}`
    await sendAsScript(visitor, `${path}/parts/1`, {
      method: 'PUT',
      body: new Uint8Array(content),
      csrf,
    })
    await sendAsScript(visitor, `${path}/complete`, { csrf })
    await checkUploadOf(token)
    const rows = await attachmentsOf(id)
    assert.equal(rows[0].file_id, rows[1].file_id)

    const { token: left } = JSON.parse(
      (await begin(visitor, id, { name: 'left', bytes: '9' }, csrf)).text
    )
    await sendAsScript(visitor, `/files/uploads/${left}/cancel`, { csrf })
    assert.equal((await visitor.get(`/files/uploads/${left}`)).status, 404)
  })
})
