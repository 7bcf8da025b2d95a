import { DateTime } from 'luxon'
import { numberSetting } from '#core/setting_values'
import { beginOfWeek } from '#insights/day_range'
import { periodLabel, periodTitle } from '#insights/day_text'
import type { DaySums } from '#insights/queries/get_dashboard'

export type Period = 'day' | 'week' | 'month'

/** A day, or the week or month that days were added up to. */
export interface PeriodSums {
  /** Short, for the axis of a chart: "3 Nov", "Nov 2026". */
  label: string
  /** Complete, for a table: "Tue 3 November 2026". */
  title: string
  from: string
  to: string
  revenue: bigint
  profit: bigint
  spend: bigint
}

const MOST_DAYS = 62
const MOST_WEEKS_AS_DAYS = 300

/** What the points of a chart over so many days stand for, so that it stays readable. */
export function periodFor(dayCount: number): Period {
  if (dayCount <= MOST_DAYS) return 'day'
  return dayCount <= MOST_WEEKS_AS_DAYS ? 'week' : 'month'
}

/** Adds days up to periods, in order; weeks begin on the company's first day of the week. */
export function groupDays(days: readonly DaySums[], period: Period): PeriodSums[] {
  const groups: PeriodSums[] = []
  const firstWeekday = numberSetting('first_weekday')
  let currentKey = ''
  for (const sums of days) {
    const date = DateTime.fromISO(sums.day, { zone: 'utc' })
    const begin = period === 'week' ? beginOfWeek(date, firstWeekday) : date.startOf(period)
    const key = begin.toISODate() ?? ''
    if (key !== currentKey) groups.push(emptyGroup(sums.day, period))
    currentKey = key
    const group = groups[groups.length - 1]
    group.to = sums.day
    group.revenue += sums.revenue
    group.profit += sums.profit
    group.spend += sums.spend
  }
  return groups
}

function emptyGroup(day: string, period: Period): PeriodSums {
  return {
    label: periodLabel(day, period),
    title: periodTitle(day, period),
    from: day,
    to: day,
    revenue: 0n,
    profit: 0n,
    spend: 0n,
  }
}
