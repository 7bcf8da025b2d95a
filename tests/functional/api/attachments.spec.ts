import { randomBytes, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { mediaStore } from '#files/stores'
import { anonymous, apiAs, baseUrl } from '#tests/helpers/api'
import { attachByApi, fetchFile, fileOf, makeSizesOf } from '#tests/helpers/attachments'
import { makeSupplier } from '#tests/helpers/catalog'
import { makePicture } from '#tests/helpers/pictures'
import { makePart } from '#tests/helpers/stock'

const KEYS = [
  'pk',
  'attachment',
  'thumbnail',
  'filename',
  'link',
  'comment',
  'is_image',
  'upload_date',
  'upload_user',
  'user_detail',
  'file_size',
  'model_type',
  'model_id',
  'tags',
]

/** What is answered to a form that says how long it is, before any of it is sent. */
function announce(token: string, bytes: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(`${baseUrl()}/api/attachment/`, {
      method: 'POST',
      headers: {
        'authorization': `Token ${token}`,
        'content-type': 'multipart/form-data; boundary=frame',
        'content-length': bytes,
      },
    })
    sent.on('error', reject)
    sent.on('response', async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString()
      sent.destroy()
      resolve(JSON.parse(text))
    })
    sent.flushHeaders()
  })
}

test.group('API: attachments', () => {
  test('takes any file as a form, and gives it back by its address with the token', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const partId = await makePart()
    const content = 'print("hello")\n'
    const made = await attachByApi(api, {
      attachment: fileOf(content, 'tool.py'),
      model_type: 'part',
      model_id: partId,
      comment: 'How it is made',
    })
    assert.equal(made.status, 201, made.text)
    assert.deepEqual(Object.keys(made.json).slice(0, KEYS.length), KEYS)
    assert.containsSubset(made.json, {
      filename: 'tool.py',
      comment: 'How it is made',
      link: null,
      is_image: false,
      thumbnail: null,
      file_size: content.length,
      model_type: 'part',
      model_id: partId,
      upload_user: api.userId,
      tags: [],
    })
    assert.equal(made.json.user_detail.pk, api.userId)
    assert.equal(made.json.attachment, `/media/attachments/${made.json.pk}/tool.py`)

    const token = { authorization: `Token ${api.token}` }
    const file = await fetchFile(made.json.attachment, token)
    assert.equal(file.status, 200)
    assert.equal(file.bytes.toString(), content)
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment; .*tool\.py/)
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff')
    assert.notInclude(file.headers.get('content-type') ?? '', 'html')
    assert.isNull(file.headers.get('set-cookie'))
    const none = await fetchFile(made.json.attachment, {})
    assert.isAtLeast(none.status, 300)
    const bad = await fetchFile(made.json.attachment, { authorization: 'Token none' })
    assert.equal(bad.status, 401)
  })

  test('attaches a link, lists by what is asked, and changes what is said of it', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const { id: companyId } = await makeSupplier()
    const owner = { model_type: 'company', model_id: companyId }
    const link = await api.post('/api/attachment/', {
      ...owner,
      link: 'https://example.com/prices',
    })
    assert.equal(link.status, 201, link.text)
    assert.containsSubset(link.json, { attachment: null, link: 'https://example.com/prices' })
    const picture = await attachByApi(api, {
      ...owner,
      attachment: fileOf(await makePicture(), 'façade.jpg'),
    })
    assert.isTrue(picture.json.is_image)
    const listed = async (query: string) =>
      (
        await api.get(`/api/attachment/?model_type=company&model_id=${companyId}&${query}`)
      ).json.map(({ pk }: { pk: number }) => pk)
    const [linkId, pictureId] = [link.json.pk, picture.json.pk]
    assert.deepEqual(await listed('ordering=-upload_date'), [pictureId, linkId])
    assert.deepEqual(await listed('is_link=true'), [linkId])
    assert.deepEqual(await listed('is_file=true'), [pictureId])
    assert.deepEqual(await listed('is_image=true'), [pictureId])
    assert.deepEqual(await listed('has_thumbnail=true'), [])
    assert.deepEqual(await listed('search=prices'), [linkId])
    assert.deepEqual(await listed('ordering=file_size'), [linkId, pictureId])
    assert.deepEqual(await listed(`upload_user=${api.userId}&is_image=1`), [pictureId])

    const changed = await api.patch(`/api/attachment/${pictureId}/`, {
      comment: 'Их склад',
      alt_text: 'A brick building',
      filename: '../../etc/passwd',
    })
    assert.equal(changed.status, 200, changed.text)
    assert.containsSubset(changed.json, {
      comment: 'Их склад',
      alt_text: 'A brick building',
      filename: 'passwd',
    })
    await makeSizesOf(pictureId)
    assert.deepEqual(await listed('has_thumbnail=true'), [pictureId])
    const { json } = await api.get(`/api/attachment/${pictureId}/`)
    assert.equal(json.thumbnail, `/media/attachments/${pictureId}/sizes/256.webp`)
    const thumb = await fetchFile(json.thumbnail, { authorization: `Token ${api.token}` })
    assert.equal(thumb.headers.get('content-type'), 'image/webp')

    const page = await api.get('/api/attachment/?limit=1')
    assert.sameMembers(Object.keys(page.json), ['count', 'next', 'previous', 'results'])
    const many = await api.send('DELETE', '/api/attachment/', {
      body: { items: [linkId, pictureId] },
    })
    assert.equal(many.status, 200, many.text)
    assert.deepEqual(await listed(''), [])
    assert.equal((await api.get(`/api/attachment/${linkId}/`)).status, 404)
  })

  test('refuses what cannot be attached with the field and the reason, and keeps nothing', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const partId = await makePart()
    const before = await db.from('stored_files').count('* as files')
    const part = { model_type: 'part', model_id: partId }
    const cases: [string, Record<string, string | number | File>, object][] = [
      ['nothing', part, { attachment: ['Missing file'], link: ['Missing external link'] }],
      [
        'an empty file',
        { ...part, attachment: fileOf('') },
        { attachment: ['The file is empty. Choose another file.'] },
      ],
      [
        'another kind of object',
        { ...part, model_type: 'spaceship', attachment: fileOf('x') },
        { model_type: ['"spaceship" is not a valid choice.'] },
      ],
      [
        'an object that is not there',
        { ...part, model_id: 99_999_999, attachment: fileOf('x') },
        { model_id: ['Invalid pk "99999999" - object does not exist.'] },
      ],
      [
        'a text in place of a file',
        { ...part, attachment: 'not a file' },
        {
          attachment: ['The submitted data was not a file. Check the encoding type on the form.'],
        },
      ],
      ['no address', { ...part, link: 'javascript:alert(1)' }, { link: ['Enter a valid URL.'] }],
    ]
    for (const [title, fields, expected] of cases) {
      const answer = await attachByApi(api, fields)
      assert.equal(answer.status, 400, `${title}: ${answer.text}`)
      assert.deepEqual(answer.json, expected, title)
    }
    assert.deepEqual(await db.from('stored_files').count('* as files'), before)
    assert.lengthOf(await db.from('attachments').where('model_id', partId), 0)
  })

  test('takes large files straight into the store, once each, and leaves nothing of a refused one', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const partId = await makePart()
    const lying = async () => (await Array.fromAsync(mediaStore.list('attachments/'))).length
    const before = await lying()
    const content = randomBytes(33 * 1024 * 1024)
    const fields = { model_type: 'part', model_id: partId, comment: 'Сурет 1' }
    const attach = (more: Parameters<typeof attachByApi>[1], key?: string) =>
      attachByApi(
        api,
        { ...fields, attachment: fileOf(content, 'film.bin'), ...more },
        key ? { 'idempotency-key': key } : {}
      )
    const key = randomUUID()
    const made = await attach({}, key)
    const repeated = await attach({}, key)
    const other = await attach({ comment: 'another' }, key)
    const again = await attach({ filename: 'again.bin' })
    const rows = await db.from('attachments').where('model_id', partId).orderBy('id')
    const wrong = await attach({ model_id: 999_999_999 })
    const file = await fetchFile(made.json.attachment, { authorization: `Token ${api.token}` })

    assert.equal(made.status, 201, made.text)
    assert.equal(made.json.file_size, content.length)
    assert.deepEqual([made.json.filename, made.json.comment], ['film.bin', 'Сурет 1'])
    assert.isTrue(content.equals(file.bytes))
    assert.deepEqual([repeated.status, repeated.json], [201, made.json])
    assert.equal(other.status, 422, other.text)
    assert.equal(again.status, 201, again.text)
    assert.equal(again.json.sha256, made.json.sha256)
    assert.lengthOf(rows, 2)
    assert.equal(wrong.status, 400, wrong.text)
    assert.property(wrong.json, 'model_id')
    assert.equal(await lying(), before + 1)
  })

  test('refuses a large form that breaks off, and one that says it is over the limit', async ({
    assert,
  }) => {
    const api = await apiAs('staff')
    const before = (await Array.fromAsync(mediaStore.list('attachments/'))).length
    const frame =
      '--frame\r\ncontent-disposition: form-data; name="attachment"; filename="a.bin"\r\n\r\n'
    const headers = { 'content-type': 'multipart/form-data; boundary=frame' }
    const cut = Buffer.concat([Buffer.from(frame), Buffer.alloc(34 * 1024 * 1024)])
    const broken = await api.send('POST', '/api/attachment/', { raw: cut, headers })
    const over = await announce(api.token, 501 * 1024 * 1024 + 1_048_576)

    assert.equal(broken.status, 400, broken.text)
    assert.match(broken.json.detail, /form is broken/)
    assert.deepEqual(over, { attachment: ['The file is larger than 500 MB.'] })
    assert.lengthOf(await Array.fromAsync(mediaStore.list('attachments/')), before)
  })

  test('asks for the right at the object, in every way', async ({ assert }) => {
    const [staff, viewer] = [await apiAs('staff'), await apiAs('viewer')]
    const partId = await makePart()
    const fields = { model_type: 'part', model_id: partId, attachment: fileOf('secret') }
    assert.equal((await attachByApi(viewer, fields)).status, 403)
    assert.equal((await attachByApi(anonymous, fields)).status, 401)
    const { json } = await attachByApi(staff, fields)
    const path = `/api/attachment/${json.pk}/`
    assert.equal((await viewer.get(path)).status, 200)
    assert.equal((await viewer.patch(path, { comment: 'x' })).status, 403)
    assert.equal((await viewer.delete(path)).status, 403)
    assert.equal((await staff.delete(path)).status, 204)
    assert.equal(
      (await fetchFile(json.attachment, { authorization: `Token ${staff.token}` })).status,
      404
    )
  })

  test('makes one attachment of a request that is sent twice with its key', async ({ assert }) => {
    const api = await apiAs('staff')
    const partId = await makePart()
    const key = { 'idempotency-key': `k${partId}` }
    const boundary = 'of-tests'
    const raw = [
      ...['model_type', 'part', 'model_id', String(partId)].flatMap((text, index) =>
        index % 2 === 0
          ? [`--${boundary}`, `Content-Disposition: form-data; name="${text}"`, '']
          : [text]
      ),
      `--${boundary}`,
      'Content-Disposition: form-data; name="attachment"; filename="a.txt"',
      '',
      `once ${partId}`,
      `--${boundary}--`,
      '',
    ].join('\r\n')
    const headers = { ...key, 'content-type': `multipart/form-data; boundary=${boundary}` }
    const send = () => api.send('POST', '/api/attachment/', { raw, headers })
    const [first, second] = [await send(), await send()]
    assert.equal(first.status, 201, first.text)
    assert.equal(second.text, first.text)
    assert.lengthOf(await db.from('attachments').where('model_id', partId), 1)
  })

  test('is described in OpenAPI and by OPTIONS', async ({ assert }) => {
    const api = await apiAs()
    const { paths } = (await api.get('/api/schema/')).json
    assert.sameMembers(Object.keys(paths['/api/attachment/']), ['get', 'post', 'delete', 'options'])
    const names = paths['/api/attachment/'].get.parameters.map(({ name }: { name: string }) => name)
    assert.includeMembers(names, ['model_type', 'model_id', 'is_image', 'is_link', 'search'])
    const { json } = await api.send('OPTIONS', '/api/attachment/')
    assert.equal(json.actions.POST.model_type.required, true)
    assert.equal(json.actions.POST.comment.max_length, 250)
  })
})
