import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import { apiAs } from '#tests/helpers/api'
import { signedIn, Visitor } from '#tests/helpers/visitor'

interface Schema {
  $ref?: string
  [key: string]: unknown
}

test.group('The OpenAPI document', () => {
  test('describes every route under /api', async ({ assert }) => {
    const api = await apiAs()
    const { json, status } = await api.get('/api/schema/')
    assert.equal(status, 200)
    assert.equal(json.openapi, '3.1.0')
    const described = new Set(
      Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
      )
    )
    const routes = Object.values(router.toJSON())
      .flat()
      .filter(({ pattern, name }) => pattern.startsWith('/api/') && name !== 'api.fallback')
      .flatMap(({ pattern, methods }) =>
        methods
          .filter((method) => method !== 'HEAD')
          .map((method) => `${method} ${pattern.replaceAll(/:(\w+)/g, '{$1}')}/`)
      )
    assert.isAbove(routes.length, 80)
    assert.deepEqual(
      routes.filter((route) => !described.has(route)),
      []
    )
  })

  test('points only at what it holds', async ({ assert }) => {
    const api = await apiAs()
    const { json } = await api.get('/api/schema/')
    const missing = new Set<string>()
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      const { $ref: reference } = value as Schema
      if (typeof reference === 'string') {
        const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(reference) ?? []
        if (!json.components[kind]?.[name]) missing.add(reference)
      }
      for (const one of Object.values(value)) visit(one)
    }
    visit(json)
    assert.deepEqual([...missing], [])
    assert.deepEqual(json.components.schemas.PartInput.required, ['name'])
    const operations = Object.values(
      json.paths as Record<string, Record<string, { operationId: string }>>
    )
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId)
    assert.lengthOf([...new Set(operations)], operations.length)
  })

  test('says what a list can be narrowed by and what a write answers', async ({ assert }) => {
    const api = await apiAs()
    const { paths } = (await api.get('/api/schema/')).json
    const names = paths['/api/part/'].get.parameters.map(({ name }: { name: string }) => name)
    assert.includeMembers(names, ['limit', 'offset', 'search', 'ordering', 'category', 'low_stock'])
    const { post } = paths['/api/parts/']
    assert.includeMembers(Object.keys(post.responses), ['201', '400', '401', '403', '415', '422'])
    assert.isTrue(post.parameters.some(({ name }: { name: string }) => name === 'Idempotency-Key'))
    assert.deepEqual(paths['/api/token/'].post.security, [])
  })

  test('is a page for those who are signed in', async ({ assert }) => {
    const stranger = await new Visitor().get('/api-doc/')
    assert.equal(stranger.status, 302)
    const { visitor } = await signedIn('viewer')
    const page = await visitor.get('/api-doc/')
    assert.equal(page.status, 200)
    assert.include(page.text, '/api/part/category/tree/')
    assert.include(page.text, 'Idempotency-Key')
  })
})
