import type { Locale } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'

/** Keeps the language a user has chosen, so that other browsers have it when they sign in there. */
export function chooseLocale(userId: number, locale: Locale, outer?: UnitOfWork): Promise<void> {
  return transact(async ({ trx }) => {
    await trx.from('users').where('id', userId).update({ locale })
  }, outer)
}
