import { reader } from '#core/replicas'
import { today } from '#core/time'
import type { ExportQuery, OpenTable, TableExport } from '#core/export/table_export'
import { numbersOf, tableOfIds } from '#core/export/walk'
import { KIND_LABELS } from '#stock/ledger/kinds'
import {
  countTransactions,
  orderTransactions,
  walkTransactions,
} from '#stock/queries/list_transactions'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'
import { textsOf, transactionFilterTexts } from '#stock/queries/filter_texts'
import { ListQuery } from '#stock/validators/list_query'
import { readTransactionFilter } from '#stock/validators/transaction_list'

/** Ledger entries, the latest day first. */
export const transactionsExport: TableExport<TransactionRow> = {
  name: 'transactions',
  right: ['stock', 'view'],
  columns: [
    { key: 'id', heading: 'Entry', type: 'count', valueOf: (row) => row.id },
    { key: 'date', heading: 'Date', type: 'moment', valueOf: (row) => row.occurredAt },
    { key: 'type', heading: 'Type', type: 'text', valueOf: (row) => KIND_LABELS[row.kind] },
    { key: 'sku', heading: 'SKU', type: 'text', valueOf: (row) => row.part.ipn },
    { key: 'item', heading: 'Item', type: 'text', valueOf: (row) => row.part.name },
    { key: 'location', heading: 'Location', type: 'text', valueOf: placeOf },
    { key: 'to', heading: 'To location', type: 'text', valueOf: destinationOf },
    {
      key: 'quantity',
      heading: 'Quantity',
      type: 'quantity',
      valueOf: (row) => (row.countsAs === 'transfer' ? row.moved : row.quantity),
    },
    { key: 'unit', heading: 'Unit', type: 'text', valueOf: (row) => row.part.unit },
    { key: 'unit_price', heading: 'Unit price', type: 'money', valueOf: (row) => row.unitPrice },
    { key: 'total', heading: 'Total', type: 'money', valueOf: (row) => row.total },
    { key: 'cost', heading: 'Cost', type: 'money', valueOf: (row) => row.cost },
    { key: 'profit', heading: 'Profit', type: 'money', valueOf: (row) => row.profit },
    { key: 'user', heading: 'Booked by', type: 'text', valueOf: (row) => row.userName },
    { key: 'note', heading: 'Note', type: 'text', valueOf: (row) => row.reason },
    { key: 'reverses', heading: 'Reverses entry', type: 'count', valueOf: (row) => row.reversesId },
    {
      key: 'reversed_by',
      heading: 'Reversed by entry',
      type: 'count',
      valueOf: (row) => row.reversedById,
    },
    {
      key: 'recorded',
      heading: 'Recorded',
      type: 'moment',
      valueOf: (row) => row.recordedAt,
      isExtra: true,
    },
  ],
  fileName: async ({ from, to }) =>
    from || to ? `transactions-${from || 'start'}-${to || today()}` : `transactions-${today()}`,
  filters: async (query) => textsOf(await transactionFilterTexts(ListQuery.of(query))),
  open: (query, ids) => (ids.length > 0 ? openChosen(query, numbersOf(ids)) : openFilter(query)),
}

async function openFilter(query: ExportQuery): Promise<OpenTable<TransactionRow>> {
  const filter = await readTransactionFilter(ListQuery.of(query))
  return {
    count: (limit) => countTransactions(filter, limit),
    rows: () => walkTransactions(filter),
  }
}

/** In the order of the list, whatever order they were chosen in. */
async function openChosen(
  query: ExportQuery,
  ids: readonly number[]
): Promise<OpenTable<TransactionRow>> {
  const { isOldestFirst } = await readTransactionFilter(ListQuery.of(query))
  const inOrder = await orderTransactions(ids, { isOldestFirst })
  return tableOfIds(inOrder, (piece) => readTransactionRows(reader(), piece))
}

/** Of a transfer where it left; of everything else where it happened. */
function placeOf({ countsAs, from, to }: TransactionRow): string {
  return (countsAs === 'transfer' ? from : [...from, ...to]).join(' + ')
}

function destinationOf({ countsAs, to }: TransactionRow): string {
  return countsAs === 'transfer' ? to.join(' + ') : ''
}
