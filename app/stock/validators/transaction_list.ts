import { translatable } from '#core/i18n'
import { KIND_LABELS, KINDS, type Kind } from '#stock/ledger/kinds'
import { REASONS } from '#stock/ledger/reasons'
import type { TransactionFilter } from '#stock/queries/transaction_filter'
import type { ListQuery } from '#stock/validators/list_query'

/** The names `?ordering=` takes. */
export const LATEST_FIRST = '-date'
export const OLDEST_FIRST = 'date'

const LISTED: readonly Kind[] = [
  'receive',
  'sale',
  'return_in',
  'return_out',
  'adjust_in',
  'adjust_out',
  'count',
  'transfer',
  'scrap',
  'revalue',
  'note',
  'reversal',
]

/** What the list of transactions can be narrowed to by type. */
export const TYPE_CHOICES = [
  { value: 'IN', label: translatable('All stock in') },
  { value: 'OUT', label: translatable('All stock out') },
  ...LISTED.map((kind) => ({ value: kind as string, label: KIND_LABELS[kind] })),
]

/** The kinds that a choice of type stands for. */
export function kindsOf(type: string): readonly Kind[] | undefined {
  if (type === 'IN' || type === 'OUT') return REASONS[type].map(({ kind }) => kind)
  const kind = KINDS.find((known) => known === type)
  return kind && [kind]
}

export async function readTransactionFilter(query: ListQuery): Promise<TransactionFilter> {
  return {
    partId: query.id('item'),
    kinds: kindsOf(query.text('type')),
    locationIds: await query.subtree('location', 'stock_locations'),
    categoryIds: await query.subtree('category', 'part_categories'),
    userId: query.id('user'),
    from: query.day('from'),
    to: query.day('to'),
    isOldestFirst: query.text('ordering') === OLDEST_FIRST,
  }
}
