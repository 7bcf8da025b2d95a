import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import type { NextFn } from '@adonisjs/core/types/http'
import { middleware } from '#start/kernel'

const MediaController = () => import('#files/controllers/media_controller')

/** The session that a picture's answer carried could overtake the one of a form sent meanwhile. */
async function withoutCookies({ response }: HttpContext, next: NextFn) {
  await next()
  response.removeHeader('set-cookie')
}

router
  .get('/media/*', [MediaController, 'show'])
  .as('files.media')
  .use([withoutCookies, middleware.session(), middleware.anyActor()])
