import { t, translatable } from '#core/i18n'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import { KIND_LABELS, type Kind } from '#stock/ledger/kinds'
import type { CardDefinition } from '#insights/cards/card'

const MOST_ROWS = 8

interface Row {
  id: number
  kind: Kind
  part_id: number
  name: string
  quantity: unknown
  amount: unknown
  occurred_at: string
}

export const transactionsCard: CardDefinition = {
  key: 'transactions',
  title: translatable('Latest transactions'),
  description: translatable('The latest day first, whichever days are chosen.'),
  icon: 'receipt',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  async load({ client }) {
    const rows = await selectRows<Row>(
      client,
      `SELECT p.id, p.kind, p.part_id, parts.name, p.quantity, p.amount, p.occurred_at
         FROM stock_postings p JOIN parts ON parts.id = p.part_id
        ORDER BY p.day DESC, p.id DESC LIMIT ${MOST_ROWS}`
    )
    return {
      rows: rows.map((row) => ({
        id: row.id,
        kind: t(KIND_LABELS[row.kind]),
        name: row.name,
        quantity: toScaled(row.quantity),
        amount: toScaled(row.amount),
        at: row.occurred_at,
      })),
    }
  },
}
