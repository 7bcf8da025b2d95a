import db from '@adonisjs/lucid/services/db'
import { t } from '#core/i18n'

/** Why the time zone and the currency cannot be changed any more; null while nothing was booked. */
export async function whyLedgerSettingsAreFixed(): Promise<string | null> {
  const posting = await db.from('stock_postings').select('id').first()
  if (!posting) return null
  return t(
    'It cannot be changed any more: stock was booked, and the days and amounts of the ledger, which is never rewritten, were written by it.'
  )
}
