import { DateTime } from 'luxon'
import { localeTag, t, translatable } from '#core/i18n'
import type { DayRange } from '#insights/day_range'
import type { Period } from '#insights/charts/group_days'

const RANGE: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeZone: 'UTC' }

/** "1–22 November 2026", with what both ends share said once. */
export function rangeText({ from, to }: DayRange): string {
  return new Intl.DateTimeFormat(localeTag(), RANGE).formatRange(toDate(from), toDate(to))
}

/** Short, for the axis of a chart: "3 Nov", "Nov 2026". */
export function periodLabel(day: string, period: Period): string {
  const options: Intl.DateTimeFormatOptions =
    period === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' }
  return format(day, options)
}

/** Complete, for a table: "Tue 3 November 2026". */
export function periodTitle(day: string, period: Period): string {
  if (period === 'month') return format(day, { month: 'long', year: 'numeric' })
  if (period === 'week') return t('Week of {day}', { day: format(day, { dateStyle: 'long' }) })
  return format(day, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' })
}

export const PERIOD_NAMES: Record<Period, string> = {
  day: translatable('Day'),
  week: translatable('Week'),
  month: translatable('Month'),
}

/** The names of the days of the week, from Monday, in the current language. */
export function weekdayNames(): string[] {
  const monday = DateTime.fromISO('2024-01-01', { zone: 'utc' })
  return Array.from({ length: 7 }, (_, index) =>
    format(monday.plus({ days: index }).toFormat('yyyy-MM-dd'), { weekday: 'short' })
  )
}

function format(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: 'UTC' }).format(toDate(day))
}

function toDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
