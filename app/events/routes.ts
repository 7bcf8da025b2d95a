import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import transmit from '@adonisjs/transmit/services/main'
import { BadRequest } from '#core/exceptions'
import { LIVE_CHANNELS } from '#events/live'
import { middleware, pageMiddleware } from '#start/kernel'

const LONGEST_UID = 100

/** The stream's own controllers take anything: what they cannot use is refused before. */
function refuseUnusable({ request }: HttpContext, next: NextFn) {
  const uid = request.input('uid')
  if (typeof uid !== 'string' || uid === '' || uid.length > LONGEST_UID) {
    throw new BadRequest('Give a uid that names the stream.')
  }
  const channel: unknown = request.input('channel')
  const isKnown = typeof channel === 'string' && Object.hasOwn(LIVE_CHANNELS, channel)
  if (request.method() === 'POST' && !isKnown) {
    throw new BadRequest('There is no such channel.')
  }
  return next()
}

// The body is read before the session is checked, or the channel would be unknown then.
transmit.registerRoutes((route) => {
  route.use([...pageMiddleware({ takesJson: true }), middleware.signedIn(), refuseUnusable])
})
