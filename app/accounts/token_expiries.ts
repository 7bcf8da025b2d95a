import { DateTime } from 'luxon'
import { t } from '#core/i18n'
import { formatDay } from '#core/local_format'
import { companyTimeZone } from '#core/time'

/** The usual lives of a token: what the form offers. */
export function tokenExpiries(): { value: string; label: string }[] {
  const today = DateTime.now().setZone(companyTimeZone())
  const choices = [
    ...[30, 90].map((days) => ({ length: inDays(days), end: today.plus({ days }) })),
    ...[1, 5].map((years) => ({ length: inYears(years), end: today.plus({ years }) })),
  ]
  return choices.map(({ length, end }) => {
    const day = end.toFormat('yyyy-MM-dd')
    return { value: day, label: t('{length} (until {day})', { length, day: formatDay(day) }) }
  })
}

function inDays(count: number): string {
  return t('{count, plural, one {# day} other {# days}}', { count })
}

function inYears(count: number): string {
  return t('{count, plural, one {# year} other {# years}}', { count })
}
