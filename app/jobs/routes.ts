import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const ConsoleController = () => import('#jobs/controllers/console_controller')
const RunsController = () => import('#jobs/controllers/runs_controller')
const QueuesController = () => import('#jobs/controllers/queues_controller')
const EventsController = () => import('#jobs/controllers/events_controller')
const SchedulesController = () => import('#jobs/controllers/schedules_controller')

const mayChange = middleware.can(['admin', 'change'])

router
  .group(() => {
    router.get('/', [ConsoleController, 'index']).as('index')
    router.get('/runs/:id', [RunsController, 'show']).as('runs.show')
    router.get('/schedules', [SchedulesController, 'index']).as('schedules')
    router.get('/schedules/preview', [SchedulesController, 'preview']).as('schedules.preview')
    router
      .group(() => {
        router.get('/new/:name', [RunsController, 'create']).as('runs.new')
        router.post('/runs', [RunsController, 'store']).as('runs.store')
        router.post('/runs/bulk', [RunsController, 'bulk']).as('runs.bulk')
        router.post('/runs/:id/retry', [RunsController, 'retry']).as('runs.retry')
        router.post('/runs/:id/cancel', [RunsController, 'cancel']).as('runs.cancel')
        router.post('/queues/:name/pause', [QueuesController, 'pause']).as('queues.pause')
        router.post('/queues/:name/resume', [QueuesController, 'resume']).as('queues.resume')
        router.post('/schedules/:job', [SchedulesController, 'update']).as('schedules.update')
        router.post('/schedules/:job/state', [SchedulesController, 'toggle']).as('schedules.toggle')
      })
      .use(mayChange)
  })
  .prefix('/admin/jobs')
  .as('jobs')
  .where('id', /^\d+$/)
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['admin', 'view'])])

router
  .group(() => {
    router.get('/', [EventsController, 'index']).as('index')
    router
      .group(() => {
        router.post('/held/replay', [EventsController, 'replayAll']).as('replay_all')
        router.post('/held/:id/replay', [EventsController, 'replay']).as('replay')
        router.post('/held/:id/discard', [EventsController, 'discard']).as('discard')
      })
      .use(mayChange)
  })
  .prefix('/admin/events')
  .as('events')
  .where('id', /^\d+$/)
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['admin', 'view'])])
