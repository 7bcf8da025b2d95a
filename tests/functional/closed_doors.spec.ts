import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { baseUrl } from '#tests/helpers/api'
import { makeUser } from '#tests/helpers/visitor'

/**
 * What anybody may reach: sign-in, set-up (closed once there is a user), health, theme and language, the API's root
 * and token; and metrics from this machine.
 */
const OPEN = [
  '/sign-in',
  '/set-up',
  '/theme',
  '/language',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/api/',
  '/api/token/',
]

interface KnownRoute {
  pattern: string
  methods: string[]
}

function closedRoutes(): KnownRoute[] {
  const routes: KnownRoute[] = Object.values(router.toJSON()).flat()
  return routes.filter(
    ({ pattern }) =>
      // Routes that other tests have made are not the product's.
      !pattern.startsWith('/tests/') && !OPEN.includes(pattern) && !OPEN.includes(`${pattern}/`)
  )
}

function addressOf(pattern: string): string {
  const path = pattern.replaceAll(/:\w+\??/g, '1').replace('*', 'nothing/here/')
  return path.startsWith('/api/') && !path.endsWith('/') ? `${path}/` : path
}

function isRefusal(pattern: string, answer: Response): boolean {
  if (pattern.startsWith('/api/')) return answer.status === 401
  // A page sends the visitor to sign in; a write without a form's token is refused before that.
  if (answer.status === 302) return answer.headers.get('location')?.startsWith('/sign-in') ?? false
  return answer.status === 401 || answer.status === 403
}

test.group('Without signing in', () => {
  test('no page and no endpoint answers but those for it', async ({ assert }) => {
    await makeUser('viewer')
    const routes = closedRoutes()
    assert.isAbove(routes.length, 60)
    const open: string[] = []
    for (const { pattern, methods } of routes) {
      for (const method of methods) {
        const answer = await fetch(baseUrl() + addressOf(pattern), { method, redirect: 'manual' })
        if (!isRefusal(pattern, answer)) open.push(`${method} ${pattern} → ${answer.status}`)
      }
    }
    assert.deepEqual(open, [])
  })
})
