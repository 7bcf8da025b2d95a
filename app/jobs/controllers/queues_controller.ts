import type { HttpContext } from '@adonisjs/core/http'
import { setPaused } from '#jobs/actions/manage_runs'

/** Admin: pauses a job, and lets it go on. */
export default class QueuesController {
  async pause({ params, actor, response }: HttpContext) {
    await setPaused(String(params.name), true, actor)
    return response.redirect().back()
  }

  async resume({ params, actor, response }: HttpContext) {
    await setPaused(String(params.name), false, actor)
    return response.redirect().back()
  }
}
