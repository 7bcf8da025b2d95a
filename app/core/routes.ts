import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'

router.get('/health/live', ({ response }) => response.json({ status: 'ok' })).as('health.live')

router
  .get('/health/ready', async ({ response }) => {
    await db.connection().rawQuery('SELECT 1')
    return response.json({ status: 'ok' })
  })
  .as('health.ready')
