import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#core/http/exception_handler'))

server.use([
  () => import('#core/http/measure_middleware'),
  () => import('#core/http/container_bindings_middleware'),
  () => import('#core/http/static_files_middleware'),
])

/** Named middleware. `page` is what every page of the browser UI runs; `api` what every endpoint runs. */
export const middleware = router.named({
  formBody: () => import('#core/http/form_body_middleware'),
  body: () => import('@adonisjs/core/bodyparser_middleware'),
  session: () => import('@adonisjs/session/session_middleware'),
  partSession: () => import('#core/http/part_session_middleware'),
  shield: () => import('@adonisjs/shield/shield_middleware'),
  page: () => import('#core/http/page_middleware'),
  signedIn: () => import('#accounts/middleware/signed_in_middleware'),
  can: () => import('#accounts/middleware/can_middleware'),
  anyActor: () => import('#accounts/middleware/any_actor_middleware'),
  apiRequest: () => import('#core/http/api_request_middleware'),
  apiActor: () => import('#accounts/middleware/api_actor_middleware'),
})

/** The middleware of every page, in order; `signedIn` comes on top of it for all but sign-in and set-up. */
export const pageMiddleware = ({ takesJson = false } = {}) => [
  middleware.formBody({ takesJson }),
  middleware.body(),
  middleware.session(),
  middleware.partSession(),
  middleware.shield(),
  middleware.page(),
]

/**
 * The middleware of a page's route that takes a file: its body is not read until the form's token (in
 * the query string or a header), sign-in and rights are checked. See #core/http/read_upload.
 */
export const uploadMiddleware = () => [
  middleware.formBody({ takesFile: true }),
  middleware.session(),
  middleware.partSession(),
  middleware.shield(),
  middleware.page(),
]
