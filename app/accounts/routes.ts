import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const SignInsController = () => import('#accounts/controllers/sign_ins_controller')
const ThemesController = () => import('#accounts/controllers/themes_controller')
const StyleController = () => import('#accounts/controllers/style_controller')

router
  .group(() => {
    router.get('/sign-in', [SignInsController, 'create']).as('accounts.sign_in')
    router.post('/sign-in', [SignInsController, 'store']).as('accounts.sign_in.store')
    router.post('/sign-out', [SignInsController, 'destroy']).as('accounts.sign_out')
    router.post('/theme', [ThemesController, 'store']).as('accounts.theme')
  })
  .use(pageMiddleware())

router
  .group(() => {
    if (app.inProduction) return
    router.get('/_ui', [StyleController, 'show']).as('accounts.style')
    router.get('/_ui/rows', [StyleController, 'rows']).as('accounts.style.rows')
  })
  .use([...pageMiddleware(), middleware.signedIn()])
