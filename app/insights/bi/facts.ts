import { toScaled } from '#core/decimal'
import { columnsOf, optional } from '#insights/bi/cells'
import type { BiTable } from '#insights/bi/table'
import { purchasesOf, salesOf, type Amounts } from '#insights/projections/figures'
import type { MovementRow, StockDayRow } from '#insights/queries/read_bi_facts'

/** A movement with what the dashboard makes of it. */
export interface MovementFact extends MovementRow {
  sales: bigint[]
  purchases: bigint[]
}

export function toFact(row: MovementRow): MovementFact {
  const amounts: Amounts = {
    countsAs: row.counts_as,
    quantity: toScaled(row.quantity),
    value: toScaled(row.value),
    amount: toScaled(row.amount),
  }
  return {
    ...row,
    sales: salesOf(amounts) ?? [0n, 0n, 0n, 0n],
    purchases: purchasesOf(amounts) ?? [0n, 0n],
  }
}

const movement = columnsOf<MovementFact>()
const stock = columnsOf<StockDayRow>()

export const FACT_MOVEMENT: BiTable<MovementFact> = {
  name: 'fact_movement',
  description:
    'One row a movement of the ledger: a line of a posting on one lot at one location. Rows never change; ' +
    'a correction is a further posting that reverses the one before. All measures add up.',
  isByMonth: true,
  columns: [
    movement('id')('movement_id', ({ id }) => id, 'Key.'),
    movement('id')(
      'posting_id',
      (row) => row.posting_id,
      'The business act: "pk" of /api/transactions/.'
    ),
    optional(
      movement('id')('reverses_posting_id', (row) => row.reverses_id, 'The posting it takes back.')
    ),
    movement('day')('day', ({ day }) => day, 'Local day on which it happened: dim_date.'),
    movement('moment')('occurred_at', (row) => row.occurred_at, 'When it happened, UTC.'),
    movement('moment')('recorded_at', (row) => row.recorded_at, 'When it was booked, UTC.'),
    movement('text')('kind', ({ kind }) => kind, 'receive, sale, transfer, count, reversal …'),
    movement('text')(
      'counts_as',
      (row) => row.counts_as,
      'The kind; of a reversal, that of what it takes back.'
    ),
    movement('id')('part_id', (row) => row.part_id, 'dim_part.'),
    movement('id')('location_id', (row) => row.location_id, 'dim_location; 0: no location.'),
    movement('id')('lot_id', (row) => row.stock_item_id, 'The lot: "pk" of /api/stock/.'),
    movement('quantity')(
      'quantity',
      ({ quantity }) => quantity,
      'Change of the stock: in is positive, out negative.'
    ),
    optional(movement('money')('unit_cost', (row) => row.unit_cost, 'Cost of one unit.')),
    movement('money')('value', ({ value }) => value, 'Change of the value of the stock at cost.'),
    movement('money')('amount', ({ amount }) => amount, 'What was paid or got for it.'),
    movement('quantity')(
      'sold_quantity',
      ({ sales }) => sales[0],
      'Sold, less what customers returned.'
    ),
    movement('money')('revenue', ({ sales }) => sales[1], 'Sales value.'),
    movement('money')('cost', ({ sales }) => sales[2], 'Cost of what was sold.'),
    movement('money')('profit', ({ sales }) => sales[3], 'revenue − cost.'),
    movement('quantity')(
      'bought_quantity',
      ({ purchases }) => purchases[0],
      'Received, less what went back to suppliers.'
    ),
    movement('money')('spend', ({ purchases }) => purchases[1], 'Purchase value.'),
  ],
}

export const FACT_STOCK_DAILY: BiTable<StockDayRow> = {
  name: 'fact_stock_daily',
  description:
    'By how much the stock of an item at a location changed on a day; days without a change have no row. ' +
    'The stock at the end of a day is the sum of all days up to it.',
  isByMonth: true,
  columns: [
    stock('day')('day', ({ day }) => day, 'dim_date.'),
    stock('id')('part_id', (row) => row.part_id, 'dim_part.'),
    stock('id')('location_id', (row) => row.location_id, 'dim_location; 0: no location.'),
    stock('quantity')('quantity_change', ({ quantity }) => quantity, 'Net change of the quantity.'),
    stock('money')('value_change', ({ value }) => value, 'Net change of the value at cost.'),
  ],
}
