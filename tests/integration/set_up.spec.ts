import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { Visitor } from '#tests/helpers/visitor'

const FORM = {
  username: 'owner',
  email: '',
  first_name: 'Ada',
  last_name: 'Holm',
  password: 'a password of tests',
  password_again: 'a password of tests',
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A server of its own on an empty database; the database of the tests has users already. */
async function startEmpty(folder: string): Promise<{ server: ChildProcess; base: string }> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const server = spawn(
    process.execPath,
    ['--import=@poppinss/ts-exec', 'bin/server.ts', '--prepare'],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        APP_URL: base,
        DATA_DIR: folder,
        DEMO: 'false',
        LOG_LEVEL: 'error',
      },
    }
  )
  for (let wait = 0; wait < 200; wait++) {
    const answer = await fetch(`${base}/health/ready`).catch(() => null)
    if (answer?.ok) return { server, base }
    await sleep(100)
  }
  server.kill()
  throw new Error('The server did not start')
}

test.group('Setting up', (group) => {
  group.tap((one) => one.tags(['@sqlite']))
  test('an empty Bincard leads everybody to the set-up page, which works once', async ({
    assert,
    cleanup,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-set-up-'))
    const { server, base } = await startEmpty(folder)
    cleanup(async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    })

    const visitor = new Visitor(base)
    for (const path of ['/account', '/sign-in']) {
      assert.equal((await visitor.get(path)).location, '/set-up', path)
    }
    await visitor.get('/set-up')
    await visitor.post('/set-up', { ...FORM, password_again: 'another' })
    assert.include((await visitor.get('/set-up')).text, 'The two passwords differ.')

    assert.equal((await visitor.post('/set-up', FORM)).location, '/')
    const users = await visitor.get('/admin/users')
    assert.include(users.text, 'owner</a>')
    assert.include(users.text, 'administrator · Superuser')
    const groups = await visitor.get('/admin/groups')
    for (const name of ['administrator', 'manager', 'staff', 'viewer']) {
      assert.include(groups.text, `${name}</a>`)
    }

    const late = new Visitor(base)
    assert.equal((await late.get('/set-up')).location, '/')
    await late.get('/sign-in')
    await late.post('/set-up', { ...FORM, username: 'intruder' }, { from: '/sign-in' })
    assert.include((await late.signIn('intruder', FORM.password)).location ?? '', '/sign-in')
    assert.equal((await late.get('/_ui')).status, 404, 'no style page in production')
  })
})
