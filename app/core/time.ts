import { DateTime } from 'luxon'
import { setting } from '#core/setting_values'

/** How the database keeps a moment: UTC, to the millisecond, as text that sorts. */
const DATABASE_FORMAT = 'yyyy-MM-dd HH:mm:ss.SSS'

/** The company's time zone; a "day" is a day there. */
export function companyTimeZone(): string {
  return setting('company_time_zone')
}

export function toDatabaseTime(moment: DateTime | Date): string {
  const iso =
    moment instanceof Date ? moment.toISOString() : moment.toUTC().toFormat(DATABASE_FORMAT)
  return moment instanceof Date ? iso.slice(0, 23).replace('T', ' ') : iso
}

export function fromDatabaseTime(text: string): DateTime<true> {
  const moment = DateTime.fromSQL(text, { zone: 'utc' })
  if (!moment.isValid) throw new Error(`The database holds "${text}" where a moment belongs`)
  return moment
}

export function now(): string {
  return toDatabaseTime(new Date())
}

/** The local day (YYYY-MM-DD) of a moment as the database keeps it. */
export function localDay(databaseTime: string): string {
  const minute = databaseTime.slice(0, 16)
  if (zoneOfDays !== companyTimeZone()) forgetDays()
  const known = daysOfMinutes.get(minute)
  if (known !== undefined) return known
  const day = fromDatabaseTime(databaseTime).setZone(companyTimeZone()).toFormat('yyyy-MM-dd')
  if (daysOfMinutes.size >= 10_000) daysOfMinutes.clear()
  daysOfMinutes.set(minute, day)
  return day
}

/** An import asks for the day of the same minutes again and again. */
const daysOfMinutes = new Map<string, string>()
let zoneOfDays = ''

function forgetDays(): void {
  daysOfMinutes.clear()
  zoneOfDays = companyTimeZone()
}

export function today(): string {
  return localDay(now())
}

/** Moments after this one cannot have happened yet; a minute is left for clocks that differ. */
export function latestMoment(): string {
  return toDatabaseTime(new Date(Date.now() + 60_000))
}

/**
 * The moment a user means by a date or a date with time, as the database keeps it: a date alone is
 * now when it is today, else 12:00 local; a time without an offset is local time. Null when it is neither.
 */
export function parseOccurredAt(text: string): string | null {
  const trimmed = text.trim()
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) {
    if (trimmed === today()) return now()
    const noon = DateTime.fromISO(`${trimmed}T12:00:00`, { zone: companyTimeZone() })
    return noon.isValid ? toDatabaseTime(noon) : null
  }
  const moment = DateTime.fromISO(trimmed.replace(' ', 'T'), { zone: companyTimeZone() })
  return moment.isValid ? toDatabaseTime(moment) : null
}

/**
 * The last moment that a date or a date with time means: a date alone is its whole local day. Null when
 * it is neither.
 */
export function parseUpTo(text: string): string | null {
  const trimmed = text.trim()
  const moment = DateTime.fromISO(trimmed.replace(' ', 'T'), { zone: companyTimeZone() })
  if (!moment.isValid) return null
  return toDatabaseTime(/^\d{4}-\d{2}-\d{2}$/.test(trimmed) ? moment.endOf('day') : moment)
}

/** A real calendar date as YYYY-MM-DD, or null. */
export function parseDay(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  return DateTime.fromISO(text).isValid ? text : null
}

/** "2026-11-22 09:05": a moment for people, in the company's time zone. */
export function toLocalTime(databaseTime: string): string {
  return fromDatabaseTime(databaseTime).setZone(companyTimeZone()).toFormat('yyyy-MM-dd HH:mm')
}
