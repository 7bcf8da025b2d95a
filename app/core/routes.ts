import router from '@adonisjs/core/services/router'
import { readHealth } from '#core/health'
import { showApiDoc } from '#core/http/api_doc_page'
import { defineEndpoint } from '#core/http/endpoint'
import { sendJson } from '#core/http/json'
import { openApiDocument } from '#core/http/open_api'
import { middleware, pageMiddleware } from '#start/kernel'

router.get('/health/live', ({ response }) => response.json({ status: 'ok' })).as('health.live')

router
  .get('/health/ready', async ({ response }) => response.json(await readHealth()))
  .as('health.ready')

defineEndpoint(
  {
    method: 'GET',
    path: '/api/schema/',
    summary: 'This API as an OpenAPI 3.1 document',
    tag: 'Server',
    answer: { status: 200, schema: { type: 'object' } },
  },
  (ctx) => sendJson(ctx, 200, openApiDocument())
)

router
  .get('/api-doc', showApiDoc)
  .as('core.api_doc')
  .use([...pageMiddleware(), middleware.signedIn()])
