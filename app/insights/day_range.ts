import { DateTime } from 'luxon'
import { InvalidInput } from '#core/exceptions'
import { t, translatable } from '#core/i18n'
import { numberSetting } from '#core/setting_values'
import { parseDay } from '#core/time'

/** Local days, both included. */
export interface DayRange {
  from: string
  to: string
}

export const PRESETS = {
  this_week: {
    label: translatable('This week'),
    comparison: translatable('Compared with the same days last week'),
  },
  this_month: {
    label: translatable('This month'),
    comparison: translatable('Compared with the same days last month'),
  },
  last_month: {
    label: translatable('Last month'),
    comparison: translatable('Compared with the month before'),
  },
  year: {
    label: translatable('This year'),
    comparison: translatable('Compared with the same days last year'),
  },
  last_12_months: {
    label: translatable('Last 12 months'),
    comparison: translatable('Compared with the 12 months before'),
  },
} as const
export type Preset = keyof typeof PRESETS

/** A range of days as the user chose it, and the one that it is compared with. */
export interface ChosenRange extends DayRange {
  preset: Preset | null
  previous: DayRange
  /** To be translated: "Compared with the same days last month". */
  comparison: string
}

const DAY_MS = 86_400_000
const LONGEST_DAYS = 3_700
const EARLIEST = '1970-01-01'
const LATEST = '9000-12-31'

/**
 * Reads `range`, or `from` and `to`; this month when there is none of them.
 * Throws InvalidInput with a message for each field that cannot be used.
 */
export function chooseRange(query: Record<string, unknown>, today: string): ChosenRange {
  const { from, to, range } = query
  if (isGiven(from) || isGiven(to)) return customRange(from, to)
  const preset = isGiven(range) ? range : 'this_month'
  if (typeof preset === 'string' && Object.hasOwn(PRESETS, preset)) {
    return presetRange(preset as Preset, today)
  }
  throw InvalidInput.field(
    'range',
    t('Must be one of {names}.', { names: Object.keys(PRESETS).join(', ') })
  )
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

function customRange(from: unknown, to: unknown): ChosenRange {
  const problems = { ...problemOf('from', from), ...problemOf('to', to) }
  if (Object.keys(problems).length > 0) throw new InvalidInput(problems)
  const range = { from: String(from), to: String(to) }
  if (range.from > range.to) throw InvalidInput.field('to', t('Must not be before "from".'))
  const length = countDays(range)
  if (length > LONGEST_DAYS)
    throw InvalidInput.field('to', t('The range is longer than ten years.'))
  const previous = { from: addDays(range.from, -length), to: addDays(range.from, -1) }
  return {
    ...range,
    preset: null,
    previous,
    comparison: translatable('Compared with the period of the same length before'),
  }
}

function problemOf(field: string, value: unknown): Record<string, string[]> {
  if (!isGiven(value))
    return { [field]: [t('This field is required when the other end is given.')] }
  const day = typeof value === 'string' ? parseDay(value) : null
  if (day === null || day < EARLIEST || day > LATEST) {
    return { [field]: [t('Must be a date as YYYY-MM-DD.')] }
  }
  return {}
}

export function presetRange(preset: Preset, today: string): ChosenRange {
  const { comparison } = PRESETS[preset]
  return { ...RANGES[preset](toDate(today)), preset, comparison }
}

const RANGES: Record<Preset, (today: DateTime) => DayRange & { previous: DayRange }> = {
  this_week: (today) =>
    sameDaysBefore(beginOfWeek(today, numberSetting('first_weekday')), today, { weeks: 1 }),
  this_month: (today) => sameDaysBefore(today.startOf('month'), today, { months: 1 }),
  last_month(today) {
    const begin = today.startOf('month').minus({ months: 1 })
    const earlier = begin.minus({ months: 1 })
    return {
      ...days(begin, begin.endOf('month')),
      previous: days(earlier, earlier.endOf('month')),
    }
  },
  year: (today) => sameDaysBefore(today.startOf('year'), today, { years: 1 }),
  last_12_months(today) {
    const begin = today.minus({ years: 1 }).plus({ days: 1 })
    return {
      ...days(begin, today),
      previous: days(begin.minus({ years: 1 }), begin.minus({ days: 1 })),
    }
  },
}

/** 31 March compares with 28 February: the month before is over by then. */
function sameDaysBefore(begin: DateTime, today: DateTime, step: object) {
  return { ...days(begin, today), previous: days(begin.minus(step), today.minus(step)) }
}

function days(from: DateTime, to: DateTime): DayRange {
  return { from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') }
}

function toDate(day: string): DateTime {
  return DateTime.fromISO(day, { zone: 'utc' })
}

/** The first day of the week of a date; `firstWeekday` is 1 for Monday to 7 for Sunday. */
export function beginOfWeek(date: DateTime, firstWeekday: number): DateTime {
  return date.startOf('day').minus({ days: (date.weekday - firstWeekday + 7) % 7 })
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10)
}

export function countDays({ from, to }: DayRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
}

/** Every day of the range, in order. */
export function listDays({ from, to }: DayRange): string[] {
  const all: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) all.push(day)
  return all
}

/** The range as whole months (YYYY-MM), and the days at its edges that are not within one. */
export function splitByMonth({ from, to }: DayRange): { months: string[]; edges: DayRange[] } {
  const first = toDate(from)
  const last = toDate(to)
  const begin = first.day === 1 ? first : first.endOf('month').plus({ days: 1 }).startOf('day')
  const isMonthEnd = last.plus({ days: 1 }).day === 1
  const end = isMonthEnd ? last.plus({ days: 1 }) : last.startOf('month')
  if (begin >= end) return { months: [], edges: [{ from, to }] }
  const months: string[] = []
  for (let month = begin; month < end; month = month.plus({ months: 1 })) {
    months.push(month.toFormat('yyyy-MM'))
  }
  const edges: DayRange[] = []
  if (first < begin) edges.push(days(first, begin.minus({ days: 1 })))
  if (end <= last) edges.push(days(end, last))
  return { months, edges }
}
