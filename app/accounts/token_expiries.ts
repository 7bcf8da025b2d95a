import { DateTime } from 'luxon'
import { companyTimeZone } from '#core/time'

/** The usual lives of a token: what the form offers. */
export function tokenExpiries(): { value: string; label: string }[] {
  const today = DateTime.now().setZone(companyTimeZone)
  const choices = [
    { label: '30 days', end: today.plus({ days: 30 }) },
    { label: '90 days', end: today.plus({ days: 90 }) },
    { label: '1 year', end: today.plus({ years: 1 }) },
    { label: '5 years', end: today.plus({ years: 5 }) },
  ]
  return choices.map(({ label, end }) => {
    const day = end.toFormat('yyyy-MM-dd')
    return { value: day, label: `${label} (until ${day})` }
  })
}
