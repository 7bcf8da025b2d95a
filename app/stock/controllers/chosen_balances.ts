import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { balanceKey } from '#stock/exports/balance_export'
import { listBalance, type BalanceFilter, type BalanceRow } from '#stock/queries/list_balance'
import { readBalanceFilter } from '#stock/validators/balance_list'
import { ListQuery } from '#stock/validators/list_query'

const EVERYTHING: BalanceFilter = { by: 'place', order: 'name', isDescending: false }

/** The rows that were chosen in the stock balance, as they are now. Throws InvalidInput when there are none. */
export async function chosenBalances(ctx: HttpContext): Promise<(BalanceRow & { key: string })[]> {
  const isAll = ctx.request.input('all') === '1'
  const listed = Object.fromEntries(new URLSearchParams(String(ctx.request.input('query') ?? '')))
  const keys = new Set(chosenKeys(ctx))
  if (!isAll && keys.size === 0) throw InvalidInput.whole(t('Choose the rows first.'))
  const filter: BalanceFilter = isAll
    ? await readBalanceFilter(ListQuery.of(listed))
    : chosenFilter(keys)
  const { rows } = await listBalance(filter)
  const known = rows.map((row) => ({ ...row, key: balanceKey(row) }))
  const chosen = isAll ? known : known.filter(({ key }) => keys.has(key))
  if (chosen.length === 0) throw InvalidInput.whole(t('Choose the rows first.'))
  return chosen
}

function chosenFilter(keys: ReadonlySet<string>): BalanceFilter {
  const partIds = [...new Set([...keys].map((key) => Number(key.split('-')[0])))]
  const isByPlace = [...keys].some((key) => key.includes('-'))
  return { ...EVERYTHING, by: isByPlace ? 'place' : 'item', partIds }
}

function chosenKeys({ request }: HttpContext): string[] {
  const sent: unknown[] = [request.input('ids') ?? [], request.input('chosen') ?? []].flat()
  return sent.flatMap((text) => String(text).split(',')).filter((key) => /^\d+(-\d+)?$/.test(key))
}
