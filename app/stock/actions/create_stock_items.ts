import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import type { InputOf } from '#core/resource/resource'
import type { UnitOfWork } from '#core/unit_of_work'
import { receiveStock } from '#stock/actions/receive_stock'
import type { NewLot } from '#stock/ledger/lot'
import { parseSerialNumbers, SerialNumbersError } from '#stock/ledger/serial_numbers'
import type { stockItemResource } from '#stock/resources/stock_item'

const ONE = 100_000n

export type StockItemValues = InputOf<typeof stockItemResource>

/**
 * Makes lots of a part by postings: one, or with serial numbers one for each. Gives their ids.
 * They are an adjustment, not a purchase: no order stands behind them.
 */
export async function createStockItems(
  input: { values: StockItemValues; serialNumbers: string; given: ReadonlySet<string> },
  actor: Actor,
  unit: UnitOfWork
): Promise<number[]> {
  const { values, given } = input
  const serials = readSerials(input.serialNumbers, values.quantity)
  await refuseKnownSerials(unit, values.part, serials)
  const ids: number[] = []
  for (const serial of serials.length > 0 ? serials : [values.serial]) {
    const posting = await receiveStock(
      {
        kind: 'adjust_in',
        partId: values.part,
        locationId: values.location,
        quantity: serials.length > 0 ? ONE : values.quantity,
        unitCost: given.has('purchase_price') ? values.purchase_price : undefined,
        reason: '',
        actorId: actor.id,
        lot: { ...lotFields(values, given), serial },
      },
      unit
    )
    ids.push(posting.movements[0].lotId)
  }
  return ids
}

/** What was left out keeps the part's own default, such as its days to expiry. */
function lotFields(values: StockItemValues, given: ReadonlySet<string>): Partial<NewLot> {
  return {
    status: values.status,
    batch: values.batch ?? '',
    ...(given.has('expiry_date') ? { expiryDate: values.expiry_date } : undefined),
    packaging: values.packaging,
    link: values.link,
    notes: values.notes,
    deleteOnDeplete: values.delete_on_deplete,
  }
}

function readSerials(text: string, quantity: bigint): string[] {
  if (text.trim() === '') return []
  try {
    const serials = parseSerialNumbers(text)
    if (BigInt(serials.length) * ONE === quantity) return serials
    const message = `Number of unique serial numbers (${serials.length}) must match quantity (${quantity / ONE})`
    throw new InvalidInput({ quantity: [message], serial_numbers: [message] })
  } catch (error) {
    if (!(error instanceof SerialNumbersError)) throw error
    throw InvalidInput.field('serial_numbers', error.message)
  }
}

async function refuseKnownSerials(unit: UnitOfWork, partId: number, serials: string[]) {
  if (serials.length === 0) return
  const known = await unit.trx
    .from('stock_items')
    .where('part_id', partId)
    .where('is_listed', 1)
    .whereIn('serial', serials)
    .select('serial')
  if (known.length === 0) return
  const list = known.map(({ serial }) => serial).join(', ')
  throw InvalidInput.field(
    'serial_numbers',
    `The following serial numbers already exist or are invalid : ${list}`
  )
}
