import { randomUUID } from 'node:crypto'
import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { readRange } from '#files/serving/byte_range'
import { sendStored } from '#files/serving/send_stored'
import { mediaStore } from '#files/stores'

const ADDRESS = `http://${process.env.HOST}:${process.env.PORT}`
const KEY = `sending/${randomUUID()}`
const PATH = '/tests/stored'

// why: which routes a test adds must be there before the server starts.
router.get(PATH, (ctx) => {
  const { contentType, name } = ctx.request.qs()
  return sendStored(ctx, mediaStore, { key: KEY, contentType, name, cacheControl: 'private' })
})

function ask(headers: Record<string, string> = {}, query: Record<string, string> = {}) {
  return fetch(`${ADDRESS}${PATH}?${new URLSearchParams(query)}`, { headers })
}

test.group('A stored file', (group) => {
  group.setup(() => mediaStore.put(KEY, Buffer.from('0123456789'), { contentType: 'text/plain' }))
  group.teardown(() => mediaStore.removeFolder('sending'))

  test('is sent whole, with what is known of it', async ({ assert }) => {
    const answer = await ask({}, { contentType: 'application/pdf', name: 'Отчёт "1".pdf' })
    assert.equal(await answer.text(), '0123456789')
    assert.equal(answer.headers.get('content-type'), 'application/pdf')
    assert.equal(answer.headers.get('content-length'), '10')
    assert.equal(answer.headers.get('accept-ranges'), 'bytes')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    const disposition = answer.headers.get('content-disposition') ?? ''
    assert.match(disposition, /^inline; filename="[\w. ]+"; filename\*=UTF-8''%D0%9E/)
  })

  test('is sent by range: {0}')
    .with([
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=-0', 416, '', 'bytes */10'],
      ['bytes=3-1', 200, '0123456789', null],
      ['bytes=0-1,4-5', 200, '0123456789', null],
      ['lines=1-2', 200, '0123456789', null],
    ] as const)
    .run(async ({ assert }, [range, status, text, contentRange]) => {
      const answer = await ask({ range })
      assert.equal(answer.status, status)
      assert.equal(await answer.text(), text)
      assert.equal(answer.headers.get('content-range'), contentRange)
    })

  test('is not sent again to who has it, and goes on only with the same file', async ({
    assert,
  }) => {
    const etag = (await ask()).headers.get('etag') ?? ''
    const same = await ask({ 'if-none-match': etag, 'cache-control': 'max-age=0' })
    assert.equal(same.status, 304)
    assert.equal((await ask({ 'range': 'bytes=1-2', 'if-range': etag })).status, 206)
    assert.equal((await ask({ 'range': 'bytes=1-2', 'if-range': '"other"' })).status, 200)
    const head = await fetch(`${ADDRESS}${PATH}`, { method: 'HEAD' })
    assert.equal(head.headers.get('content-length'), '10')
  })

  test('is saved and never shown where it could do harm: {0}')
    .with([
      'image/svg+xml',
      'text/html',
      'text/xml',
      'text/plain',
      'application/javascript',
      'application/octet-stream',
      'image/png; x="<script>"',
    ])
    .run(async ({ assert }, contentType) => {
      const answer = await ask({}, { contentType })
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; /)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    })

  test('that is a picture runs no script even when opened by itself', async ({ assert }) => {
    const answer = await ask({}, { contentType: 'image/png' })
    assert.match(answer.headers.get('content-disposition') ?? '', /^inline; /)
    assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; sandbox")
  })

  test('without a byte has no range', ({ assert }) => {
    assert.equal(readRange('bytes=0-', 0), 'none')
    assert.equal(readRange('bytes=-5', 0), 'none')
    assert.isNull(readRange(undefined, 0))
  })
})
