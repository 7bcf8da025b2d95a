import { DateTime } from 'luxon'
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

/** Adds days up to periods, in order; weeks begin on Monday. */
export function groupDays(days: readonly DaySums[], period: Period): PeriodSums[] {
  const groups: PeriodSums[] = []
  let currentKey = ''
  for (const sums of days) {
    const date = DateTime.fromISO(sums.day, { zone: 'utc', locale: 'en-GB' })
    const key = date.startOf(period).toISODate() ?? ''
    if (key !== currentKey) groups.push(emptyGroup(date, period))
    currentKey = key
    const group = groups[groups.length - 1]
    group.to = sums.day
    group.revenue += sums.revenue
    group.profit += sums.profit
    group.spend += sums.spend
  }
  return groups
}

const TITLES: Record<Period, [label: string, title: string]> = {
  day: ['d LLL', 'ccc d LLLL yyyy'],
  week: ['d LLL', "'Week of' d LLLL yyyy"],
  month: ['LLL yyyy', 'LLLL yyyy'],
}

function emptyGroup(date: DateTime, period: Period): PeriodSums {
  const [label, title] = TITLES[period]
  const day = date.toFormat('yyyy-MM-dd')
  return {
    label: date.toFormat(label),
    title: date.toFormat(title),
    from: day,
    to: day,
    revenue: 0n,
    profit: 0n,
    spend: 0n,
  }
}
