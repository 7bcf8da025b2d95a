import type { HttpContext } from '@adonisjs/core/http'
import { sendJson } from '#core/http/json'
import { queryOf } from '#core/resource/query_string'
import { today } from '#core/time'
import { chooseRange } from '#insights/day_range'
import { getDashboard } from '#insights/queries/get_dashboard'
import { toDashboardJson } from '#insights/transformers/dashboard_transformer'

/** `GET /api/dashboard/`: the figures of a range of days. */
export async function showDashboard(ctx: HttpContext): Promise<void> {
  const range = chooseRange(queryOf(ctx), today())
  sendJson(ctx, 200, toDashboardJson(await getDashboard(range)))
}
