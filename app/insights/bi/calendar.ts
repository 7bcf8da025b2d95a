import { DateTime } from 'luxon'

/** A day of the calendar. */
export interface DateRow {
  day: string
  year: number
  quarter: number
  month: number
  dayOfMonth: number
  weekday: number
  weekdayName: string
  isoWeek: number
  isoYear: number
  isWeekend: number
}

/** The whole years from one day's to another's, a year a piece. */
export async function* calendar(first: string, last: string): AsyncGenerator<DateRow[]> {
  const lastYear = Number(last.slice(0, 4))
  for (let year = Number(first.slice(0, 4)); year <= lastYear; year++) {
    const days: DateRow[] = []
    let day = DateTime.utc(year)
    for (; day.year === year; day = day.plus({ days: 1 })) days.push(toRow(day))
    yield days
  }
}

function toRow(day: DateTime): DateRow {
  return {
    day: day.toFormat('yyyy-MM-dd'),
    year: day.year,
    quarter: day.quarter,
    month: day.month,
    dayOfMonth: day.day,
    weekday: day.weekday,
    weekdayName: day.setLocale('en').toFormat('EEEE'),
    isoWeek: day.weekNumber,
    isoYear: day.weekYear,
    isWeekend: Number(day.isWeekend),
  }
}
