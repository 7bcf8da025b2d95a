import { gunzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { get } from 'node:http'
import { signedIn } from '#tests/helpers/visitor'

/** Undici would unpack the answer by itself. */
function fetchRaw(path: string, headers: Record<string, string>) {
  const { HOST: host, PORT: port } = process.env
  return new Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }>(
    (resolve, reject) => {
      const asked = get({ host, port, path, headers }, async (answer) => {
        const body = Buffer.concat(await answer.toArray())
        resolve({ encoding: answer.headers['content-encoding'], vary: answer.headers.vary, body })
      })
      asked.on('error', reject)
    }
  )
}

test.group('Pages', () => {
  test('are sent compressed to whoever takes that, and to others as they are', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('viewer')
    const cookie = visitor.cookies
    const packed = await fetchRaw('/items', { cookie, 'accept-encoding': 'gzip, deflate, br' })
    assert.equal(packed.encoding, 'gzip')
    assert.match(packed.vary ?? '', /Accept-Encoding/i)
    assert.include(gunzipSync(packed.body).toString(), '<title>Items')
    for (const encoding of ['', 'br', 'gzip;q=0']) {
      const plain = await fetchRaw('/items', { cookie, 'accept-encoding': encoding })
      assert.isUndefined(plain.encoding, encoding)
      assert.include(plain.body.toString(), '<title>Items')
      assert.isAbove(plain.body.length, packed.body.length * 3)
    }
  })
})
