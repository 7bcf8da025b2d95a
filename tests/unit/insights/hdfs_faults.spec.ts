import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { Hdfs } from '#insights/hdfs/hdfs'
import { HdfsFault, type HdfsFaultKind } from '#insights/hdfs/hdfs_fault'

const TIMEOUT_MS = 300

async function listen(answer: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

async function* content() {
  yield 'some '
  yield 'bytes'
}

async function text(pieces: AsyncIterable<Buffer>): Promise<string> {
  let found = ''
  for await (const piece of pieces) found += piece.toString()
  return found
}

const CALLS: Record<string, (hdfs: Hdfs) => Promise<unknown>> = {
  makeFolder: (hdfs) => hdfs.makeFolder('/a'),
  stat: (hdfs) => hdfs.stat('/a'),
  list: (hdfs) => hdfs.list('/a'),
  remove: (hdfs) => hdfs.remove('/a'),
  write: (hdfs) => hdfs.write('/a', content()),
  read: (hdfs) => text(hdfs.read('/a')),
  replace: (hdfs) => hdfs.replace('/a', '/b', 10),
}

const NEVER: RequestListener = () => undefined
const CUT: RequestListener = (request) => request.socket.destroy()
const status = (code: number, body = '{"RemoteException":{"exception":"X","message":"no"}}') =>
  ((_, response) => response.writeHead(code).end(body)) as RequestListener
const exception = (code: number, name: string, message: string) =>
  status(code, JSON.stringify({ RemoteException: { exception: name, message } }))

// why: a real NameNode gives these answers only in moments that cannot be brought about.
const FAULTS: [string, RequestListener, HdfsFaultKind][] = [
  ['silence', NEVER, 'unreachable'],
  ['a cut connection', CUT, 'unreachable'],
  ['a redirect to nowhere', status(302), 'busy'],
  ['409', status(409), 'busy'],
  ['429', status(429, 'slow down'), 'busy'],
  ['503', status(503, '<html><h1>Unavailable</h1></html>'), 'busy'],
  ['500', exception(500, 'RuntimeException', 'broken'), 'busy'],
  [
    'a standby NameNode',
    exception(403, 'StandbyException', 'Operation category READ is not supported in state standby'),
    'busy',
  ],
  ['safe mode', exception(403, 'SafeModeException', 'Name node is in safe mode.'), 'busy'],
  ['403', exception(403, 'AccessControlException', 'Permission denied: user=x'), 'denied'],
]

test.group('Faults of HDFS', (group) => {
  const servers: Server[] = []
  const start = async (answer: RequestListener) => {
    const { url, server } = await listen(answer)
    servers.push(server)
    return url
  }
  const hdfsAt = (...nameNodes: string[]) =>
    new Hdfs({ nameNodes, user: 'us er', timeoutMs: TIMEOUT_MS, rounds: 1 })
  group.each.teardown(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections()
  })

  test('end every call as a fault with a kind: {0}')
    .with(FAULTS)
    .run(async ({ assert }, [, answer, kind]) => {
      const hdfs = hdfsAt(await start(answer))
      for (const [name, call] of Object.entries(CALLS)) {
        const fault = await call(hdfs).then(
          () => assert.fail(`${name} went well`),
          (error) => error
        )
        assert.instanceOf(fault, HdfsFault, `${name}: ${fault}`)
        assert.equal(fault.kind, kind, `${name}: ${fault.message}`)
        assert.notInclude(fault.message, '\n')
      }
    })

  test('of a NameNode that is not there lead to the next one, which is asked first from then on', async ({
    assert,
  }) => {
    let asked = 0
    const silent = await start(() => (asked += 1))
    const good = await start((_, response) => response.end('{"boolean":true}'))
    const hdfs = hdfsAt('http://127.0.0.1:1', silent, good)

    await hdfs.makeFolder('/a')
    await hdfs.makeFolder('/a')

    assert.equal(asked, 1)
  })

  test('that pass are tried again after a pause', async ({ assert }) => {
    let asked = 0
    const url = await start((_, response) => {
      asked += 1
      response.writeHead(asked < 3 ? 503 : 200).end('{"boolean":true}')
    })

    await new Hdfs({ nameNodes: [url], user: 'u', rounds: 3 }).makeFolder('/a')

    assert.equal(asked, 3)
  })

  test('in the middle of a read are faults, not a short file', async ({ assert }) => {
    const url = await start((request, response) => {
      if (!request.url?.includes('data'))
        return response.writeHead(307, { location: `${url}/data` }).end()
      response.writeHead(200, { 'content-length': 100 }).write('half')
      setTimeout(() => response.destroy(), 50)
    })

    await assert.rejects(() => text(hdfsAt(url).read('/a')), HdfsFault)
  })

  test('while writing are told, whether the DataNode refuses, dies or falls silent', async ({
    assert,
  }) => {
    for (const [answer, kind] of [
      [exception(403, 'IOException', 'no space left'), 'busy'],
      [CUT, 'unreachable'],
      [NEVER, 'unreachable'],
    ] as const) {
      const data = await start(answer)
      const name = await start((_, response) =>
        response.writeHead(307, { location: `${data}/x` }).end()
      )
      const fault = await hdfsAt(name)
        .write('/a', content())
        .catch((error) => error)

      assert.equal(fault.kind, kind)
    }
  })

  test('of a source end the writing of it', async ({ assert }) => {
    const data = await start((request) => request.resume())
    const url = await start((_, response) => response.writeHead(307, { location: data }).end())
    const broken = async function* () {
      yield 'half'
      throw new Error('the source broke')
    }

    await assert.rejects(() => hdfsAt(url).write('/a', broken()), 'the source broke')
  })

  test('are no matter of names: paths and users of any script arrive', async ({ assert }) => {
    const seen: string[] = []
    const url = await start((request, response) => {
      seen.push(new URL(request.url ?? '', url).pathname)
      assert.equal(new URL(request.url ?? '', url).searchParams.get('user.name'), 'us er')
      response.end('{"boolean":true,"FileStatus":{"length":1}}')
    })
    const path = '/день 1/dt=2026-01-01/#?%.csv'

    await hdfsAt(url).makeFolder(path)
    await hdfsAt(url).replace(path, path, 1)

    for (const one of seen) assert.equal(decodeURIComponent(one), `/webhdfs/v1${path}`)
  })
})
