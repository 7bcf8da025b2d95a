import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { today } from '#core/time'
import { chooseRange, type ChosenRange } from '#insights/day_range'
import { RANKINGS, type Ranking } from '#insights/queries/get_dashboard'

export interface DashboardRequest {
  range: ChosenRange
  ranking: Ranking
  /** The query that asks for the same again. */
  query: string
  /** What was wrong with the days that were asked for: then it is this month. */
  problems: FieldMessages
  /** The cards can be moved, and the hidden ones are offered. */
  isArranging: boolean
}

export function readDashboardRequest({ request }: HttpContext): DashboardRequest {
  const asked = request.qs()
  const ranking = RANKINGS.find((one) => one === asked.top) ?? 'revenue'
  const { range, problems } = readRange(asked)
  const isArranging = asked.arrange === '1'
  const query = queryOf(range, ranking) + (isArranging ? '&arrange=1' : '')
  return { range, ranking, query, problems, isArranging }
}

function queryOf({ preset, from, to }: ChosenRange, ranking: Ranking): string {
  const query = new URLSearchParams(preset ? { range: preset } : { from, to })
  query.set('top', ranking)
  return query.toString()
}

function readRange(asked: Record<string, unknown>) {
  try {
    return { range: chooseRange(asked, today()), problems: {} }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return { range: chooseRange({}, today()), problems: error.fields }
  }
}
