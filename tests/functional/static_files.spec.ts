import { readFileSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { assetUrl } from '#core/assets'

interface Answer {
  status?: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** As it comes over the wire; fetch would unpack it. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { HOST: host, PORT: port } = process.env
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(pieces),
        })
      )
    })
    request.on('error', reject)
  })
}

const script = () => assetUrl('resources/js/app.js') ?? ''
const built = (url: string) => readFileSync(app.makePath(`public${url}`))

test.group('Built scripts and styles', () => {
  test('are sent as they are to who takes nothing else', async ({ assert }) => {
    for (const accepted of ['', 'identity', 'br;q=0, gzip;q=0', 'zstd']) {
      const { status, headers, body } = await ask(script(), { 'accept-encoding': accepted })
      assert.equal(status, 200)
      assert.notProperty(headers, 'content-encoding')
      assert.equal(headers.vary, 'Accept-Encoding')
      assert.match(String(headers['content-type']), /^text\/javascript/)
      assert.isTrue(body.equals(built(script())))
    }
  })

  test('are sent compressed to who takes that, as the same type and to be kept', async ({
    assert,
  }) => {
    const ways = [
      { accepted: 'gzip', encoding: 'gzip', unpack: gunzipSync },
      { accepted: 'gzip, br;q=0', encoding: 'gzip', unpack: gunzipSync },
      { accepted: 'gzip, deflate, br, zstd', encoding: 'br', unpack: brotliDecompressSync },
    ]
    const types = { js: /^text\/javascript/, css: /^text\/css/ }
    for (const [extension, type] of Object.entries(types)) {
      const url = assetUrl(`resources/${extension}/app.${extension}`) ?? ''
      for (const { accepted, encoding, unpack } of ways) {
        const { headers, body } = await ask(url, { 'accept-encoding': accepted })
        assert.equal(headers['content-encoding'], encoding)
        assert.match(String(headers['content-type']), type)
        assert.equal(headers.vary, 'Accept-Encoding')
        assert.include(headers['cache-control'], 'immutable')
        assert.isTrue(unpack(body).equals(built(url)))
        assert.isBelow(body.length, built(url).length / 2)
      }
    }
  })

  test('have a tag for each encoding, which spares sending them again', async ({ assert }) => {
    const tags = []
    for (const accepted of ['identity', 'gzip', 'br']) {
      const asked = { 'accept-encoding': accepted }
      const etag = String((await ask(script(), asked)).headers.etag)
      tags.push(etag)
      const again = await ask(script(), { ...asked, 'if-none-match': etag })
      assert.equal(again.status, 304)
      assert.equal(again.body.length, 0)
    }
    assert.equal(new Set(tags).size, 3)
  })

  test('that do not exist are not found, in whatever encoding', async ({ assert }) => {
    for (const path of ['/assets/none.js', '/assets/..%2f..%2fpackage.json', '/assets/.stamp']) {
      assert.equal((await ask(path, { 'accept-encoding': 'br' })).status, 404, path)
    }
  })

  test('other files are kept for a day only', async ({ assert }) => {
    const { headers } = await ask('/favicon.svg')
    assert.equal(headers['cache-control'], 'public, max-age=86400')
  })
})
