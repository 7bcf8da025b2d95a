import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { plannedCaddy, startCaddy, type Caddy } from '#tests/helpers/caddy'
import { freePort } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'
import { ask } from '#tests/helpers/raw_request'

const LARGEST = 1_000_000

/** A web process that says its name, and whether it is well. */
class Web {
  isWell = true
  asked = 0
  #server: Server | undefined

  private constructor(
    readonly name: string,
    readonly port: number
  ) {}

  static async start(name: string): Promise<Web> {
    const web = new Web(name, await freePort())
    await web.comeBack()
    return web
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => {
      request.on('error', () => undefined).resume()
      if (request.url === '/health/ready') {
        response.writeHead(this.isWell ? 200 : 503).end()
        return
      }
      this.asked++
      request.on('end', () => response.end(this.name))
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
  }

  async goAway(): Promise<void> {
    const server = this.#server
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
  }
}

if (process.env.CADDY_BASE) {
  test.group('Several web processes behind Caddy', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-caddy-'))
    let caddy: Caddy
    let webs: Web[]

    group.setup(async () => {
      webs = [await Web.start('one'), await Web.start('two')]
      caddy = await startCaddy(folder, {
        ...(await plannedCaddy()),
        upstreams: webs.map(({ base }) => base),
        settings: { LARGEST_UPLOAD: String(LARGEST / 1_000_000) },
      })
    })
    group.teardown(async () => {
      await caddy?.stop()
      for (const web of webs) await web.goAway()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Which of them answer to so many requests. */
    async function answering(count = 6): Promise<Set<string>> {
      const names = new Set<string>()
      for (let number = 0; number < count; number++) {
        const { status, body } = await ask(`${caddy.base}/`)
        names.add(status === 200 ? body.toString() : String(status))
      }
      return names
    }
    const both = (names: Set<string>) => [...names].toSorted().join() === 'one,two'

    test('share the requests; one that is ill or gone gets none until it is well', async ({
      assert,
    }) => {
      const [one, two] = webs
      await eventually(answering, both)
      two.isWell = false
      await eventually(answering, (names) => [...names].join() === 'one')
      two.isWell = true
      await eventually(answering, both)

      await two.goAway()
      assert.deepEqual([...(await answering())], ['one'], 'no request is lost')
      await two.comeBack()
      await eventually(answering, both)
      assert.isAbove(one.asked, 0)
    })

    test('too large a request is refused in words, and puts no web process out of service', async ({
      assert,
    }) => {
      const content = Buffer.alloc(LARGEST + 1)
      const announced = { 'content-length': content.length }
      const unannounced = { 'transfer-encoding': 'chunked' }
      const words = 'This is larger than 1 MB, the most that is taken at once.'
      for (const headers of [announced, unannounced]) {
        const send = (path: string) => ask(caddy.base + path, { method: 'POST', headers, content })
        const program = await send('/api/attachment/')
        assert.equal(program.status, 413)
        assert.equal(program.headers['content-type'], 'application/json')
        assert.deepEqual(JSON.parse(program.body.toString()), { detail: words })

        const page = await send('/imports/files')
        assert.equal(page.status, 413)
        assert.match(String(page.headers['content-type']), /^text\/html/)
        assert.include(page.body.toString(), words)
        assert.equal(page.headers['x-content-type-options'], 'nosniff')
        assert.isTrue(both(await answering()), 'both go on')
      }
      const all = Buffer.alloc(LARGEST)
      const { status } = await ask(`${caddy.base}/api/`, { method: 'POST', content: all })
      assert.equal(status, 200)
    })

    test('when all are gone, it is said in words, and when to come again', async ({ assert }) => {
      for (const web of webs) await web.goAway()
      const [program, page] = await Promise.all([
        ask(`${caddy.base}/api/part/`),
        ask(`${caddy.base}/items`),
      ])
      const words = 'Bincard does not answer just now.'
      assert.include([502, 503], program.status)
      assert.equal(program.headers['retry-after'], '5')
      assert.include(JSON.parse(program.body.toString()).detail, words)
      assert.include(page.body.toString(), words)
      assert.notProperty(page.headers, 'server')

      for (const web of webs) await web.comeBack()
      await eventually(answering, both)
    })
  })
}
