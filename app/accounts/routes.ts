import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const SignInsController = () => import('#accounts/controllers/sign_ins_controller')
const SetUpController = () => import('#accounts/controllers/set_up_controller')
const ThemesController = () => import('#accounts/controllers/themes_controller')
const LanguagesController = () => import('#accounts/controllers/languages_controller')
const AccountController = () => import('#accounts/controllers/account_controller')
const OwnPasswordController = () => import('#accounts/controllers/own_password_controller')
const OwnTokensController = () => import('#accounts/controllers/own_tokens_controller')
const UsersController = () => import('#accounts/controllers/users_controller')
const TokensController = () => import('#accounts/controllers/tokens_controller')
const UserStatesController = () => import('#accounts/controllers/user_states_controller')
const UserPasswordsController = () => import('#accounts/controllers/user_passwords_controller')
const GroupsController = () => import('#accounts/controllers/groups_controller')
const AuditController = () => import('#accounts/controllers/audit_controller')
const SettingsController = () => import('#accounts/controllers/settings_controller')
const AboutController = () => import('#accounts/controllers/about_controller')
const LicencesController = () => import('#accounts/controllers/licences_controller')
const StyleController = () => import('#accounts/controllers/style_controller')

router
  .group(() => {
    router.get('/sign-in', [SignInsController, 'create']).as('accounts.sign_in')
    router.post('/sign-in', [SignInsController, 'store']).as('accounts.sign_in.store')
    router.post('/sign-out', [SignInsController, 'destroy']).as('accounts.sign_out')
    router.get('/set-up', [SetUpController, 'show']).as('accounts.set_up')
    router.post('/set-up', [SetUpController, 'store']).as('accounts.set_up.store')
    router.post('/theme', [ThemesController, 'store']).as('accounts.theme')
    router.post('/language', [LanguagesController, 'store']).as('accounts.language')
  })
  .use(pageMiddleware())

router
  .group(() => {
    router.get('/', [AccountController, 'show']).as('show')
    // An open page asks whether its session is over, when its live stream has ended.
    router.get('/session', ({ response }) => response.status(204).send('')).as('session')
    router.post('/', [AccountController, 'update']).as('update')
    router.post('/password', [OwnPasswordController, 'update']).as('password')
    router.post('/tokens', [OwnTokensController, 'store']).as('tokens.store')
    router.post('/tokens/:id/revoke', [OwnTokensController, 'destroy']).as('tokens.revoke')
  })
  .prefix('/account')
  .as('accounts.account')
  .use([...pageMiddleware(), middleware.signedIn()])

const mayView = middleware.can(['admin', 'view'])
const mayAdd = middleware.can(['admin', 'add'])
const mayChange = middleware.can(['admin', 'change'])
const mayDelete = middleware.can(['admin', 'delete'])

router
  .group(() => {
    router.get('/users', [UsersController, 'index']).as('users').use(mayView)
    router.get('/users/new', [UsersController, 'create']).as('users.create').use(mayAdd)
    router.post('/users', [UsersController, 'store']).as('users.store').use(mayAdd)
    router.get('/users/:id', [UsersController, 'edit']).as('users.edit').use(mayChange)
    router.post('/users/:id', [UsersController, 'update']).as('users.update').use(mayChange)
    router
      .post('/users/:id/state', [UserStatesController, 'update'])
      .as('users.state')
      .use(mayChange)
    router
      .post('/users/:id/password', [UserPasswordsController, 'update'])
      .as('users.password')
      .use(mayChange)
    router.get('/tokens', [TokensController, 'index']).as('tokens').use(mayView)
    router.post('/tokens/find', [TokensController, 'find']).as('tokens.find').use(mayView)
    router
      .post('/tokens/:id/revoke', [OwnTokensController, 'destroy'])
      .as('tokens.revoke')
      .use(mayChange)
    router.get('/groups', [GroupsController, 'index']).as('groups').use(mayView)
    router.get('/groups/new', [GroupsController, 'create']).as('groups.create').use(mayAdd)
    router.post('/groups', [GroupsController, 'store']).as('groups.store').use(mayAdd)
    router.get('/groups/:id', [GroupsController, 'edit']).as('groups.edit').use(mayChange)
    router.post('/groups/:id', [GroupsController, 'update']).as('groups.update').use(mayChange)
    router
      .post('/groups/:id/delete', [GroupsController, 'destroy'])
      .as('groups.delete')
      .use(mayDelete)
    router.get('/settings', [SettingsController, 'show']).as('settings').use(mayView)
    router.post('/settings', [SettingsController, 'update']).as('settings.update').use(mayChange)
    router
      .get('/settings/preview', [SettingsController, 'preview'])
      .as('settings.preview')
      .use(mayView)
    router.get('/audit', [AuditController, 'index']).as('audit').use(mayView)
    router.on('/').redirectToPath('/admin/users').as('home').use(mayView)
  })
  .prefix('/admin')
  .as('accounts.admin')
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    router.get('/about', [AboutController, 'show']).as('accounts.about')
    router.get('/about/licences', [LicencesController, 'index']).as('accounts.licences')
    router.get('/about/licence', [LicencesController, 'show']).as('accounts.licence')
  })
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    if (app.inProduction) return
    router.get('/_ui', [StyleController, 'show']).as('accounts.style')
    router.get('/_ui/rows', [StyleController, 'rows']).as('accounts.style.rows')
  })
  .use([...pageMiddleware(), middleware.signedIn()])
