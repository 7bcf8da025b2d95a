import { defineEndpoint } from '#core/http/endpoint'
import {
  changeScheduled,
  listQueues,
  listTaskWorkers,
  pauseQueue,
} from '#jobs/controllers/queue_endpoints'
import {
  cancelTask,
  listScheduled,
  listTasks,
  retryTask,
  runTask,
  showOverview,
  showTask,
} from '#jobs/controllers/task_endpoints'

const view = { tag: 'Background tasks', needs: ['admin', 'view'] } as const
const change = { tag: 'Background tasks', needs: ['admin', 'change'] } as const
const task = { type: 'object' }
const tasks = { type: 'array', items: task }

defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/',
    summary: 'Whether a worker is alive, and how many tasks there are',
    answer: { status: 200, schema: task },
  },
  showOverview
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/pending/',
    summary: 'Tasks that wait, are under way, or will be tried again',
    answer: { status: 200, schema: tasks },
  },
  listTasks(['waiting', 'running', 'failed'])
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/failed/',
    summary: 'Tasks that were given up',
    answer: { status: 200, schema: tasks },
  },
  listTasks(['dead'])
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/scheduled/',
    summary: 'What runs by itself, with its cron expression and its next time',
    answer: { status: 200, schema: tasks },
  },
  listScheduled
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/:id/',
    summary: 'One task with its progress, log and result',
    answer: { status: 200, schema: task },
  },
  showTask
)
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: '/api/background-task/',
    summary: 'Runs a job now',
    body: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, payload: { type: 'object' } },
    },
    answer: { status: 201, schema: task },
  },
  runTask
)
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: '/api/background-task/:id/retry/',
    summary: 'Does an ended task again, with its payload or another; one that waits begins at once',
    isKeyless: true,
    body: { type: 'object', properties: { payload: { type: 'object' } } },
    answer: { status: 201, schema: task },
  },
  retryTask
)
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: '/api/background-task/:id/cancel/',
    summary: 'Ends a task that is not over',
    isKeyless: true,
    answer: { status: 200, schema: task },
  },
  cancelTask
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/workers/',
    summary: 'The processes that carry out tasks, and since when there is none',
    answer: { status: 200, schema: task },
  },
  listTaskWorkers
)
defineEndpoint(
  {
    ...view,
    method: 'GET',
    path: '/api/background-task/queues/',
    summary:
      'Every job with how many of its tasks are in which state, and how many are done an hour',
    answer: { status: 200, schema: tasks },
  },
  listQueues
)
for (const [verb, isPaused] of [
  ['pause', true],
  ['resume', false],
] as const) {
  defineEndpoint(
    {
      ...change,
      method: 'POST',
      path: `/api/background-task/queues/:name/${verb}/`,
      summary: isPaused ? 'Lets the tasks of a job wait' : 'Lets the tasks of a job go on',
      isKeyless: true,
      answer: { status: 200, schema: task },
    },
    pauseQueue(isPaused)
  )
}
defineEndpoint(
  {
    ...change,
    method: 'PATCH',
    path: '/api/background-task/scheduled/:name/',
    summary: 'Changes when a job runs by itself, or whether it does',
    isKeyless: true,
    body: {
      type: 'object',
      properties: { cron: { type: 'string' }, enabled: { type: 'boolean' } },
    },
    answer: { status: 200, schema: task },
  },
  changeScheduled
)
