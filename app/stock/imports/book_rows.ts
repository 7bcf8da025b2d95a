import { formatShort, parseMoney, parseQuantity, QUANTITY_DECIMALS } from '#core/decimal'
import type { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Applied, ImportContext, RowOutcome, RowValues } from '#core/import/kinds'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { postInBulk, type BulkEntry } from '#stock/actions/post_in_bulk'
import { receiveStock } from '#stock/actions/receive_stock'
import { BackdatingRefused, InsufficientStock } from '#stock/exceptions'
import { LocationMaker } from '#stock/imports/location_maker'
import {
  isItem,
  itemOrMessages,
  StockReferences,
  type StockedItem,
} from '#stock/imports/stock_references'
import type { Source } from '#stock/ledger/draft'
import { isIncoming, type ReasonKind } from '#stock/ledger/reasons'
import { findSourcePostings } from '#stock/queries/find_source_postings'

export const SOURCE_TYPE = 'import'

/** A row that moves stock. */
export interface RowToBook {
  line: number
  values: RowValues
  kind: ReasonKind
  /** Positive, as decimal text. */
  quantity: string
  price?: string
}

interface Entry extends RowToBook {
  item: StockedItem
  locationId?: number
  source: Source
  alsoCreated: number[]
}

type Settled = Applied | null

/**
 * Books rows in their order: neighbours that the bulk path takes go by it in one batch, the others one
 * by one. What the ledger refuses is told by row; nothing of such a row is written.
 */
export async function bookRows(
  unit: UnitOfWork,
  rows: readonly RowToBook[],
  context: ImportContext
): Promise<Applied[]> {
  const entries = await toEntries(unit, rows, context)
  const applied: Settled[] = entries.map((entry) => ('messages' in entry ? entry : null))
  for (const batch of batchesOf(entries)) {
    const booked = await bookBatch(
      unit,
      batch.map((index) => entries[index] as Entry),
      context
    )
    for (const [place, index] of batch.entries()) applied[index] = booked[place]
  }
  return applied.map((one) => one ?? { messages: { row: t('This row was not booked.') } })
}

async function toEntries(
  unit: UnitOfWork,
  rows: readonly RowToBook[],
  { actor, runId }: ImportContext
): Promise<(Entry | { messages: Record<string, string> })[]> {
  const references = await StockReferences.of(rows, unit.trx)
  const maker = new LocationMaker(unit, actor)
  const entries: (Entry | { messages: Record<string, string> })[] = []
  for (const row of rows) {
    const item = itemOrMessages(row.values, references)
    if (!isItem(item)) {
      entries.push({ messages: item })
      continue
    }
    const source = { type: SOURCE_TYPE, id: String(runId), line: String(row.line) }
    const place = await placeOf(row, references, maker)
    if (place === 'missing') entries.push({ messages: { location: noPlace(row.values) } })
    else
      entries.push({ ...row, item, source, locationId: place?.id, alsoCreated: place?.made ?? [] })
  }
  return entries
}

/** Null where the row names no place. What goes out makes none: rows before it may have. */
async function placeOf(
  { values, kind }: RowToBook,
  references: StockReferences,
  maker: LocationMaker
) {
  const place = references.place(values)
  if (typeof place === 'object') return { id: place.id, made: [] }
  if (!values.location) return null
  if (isIncoming(kind)) return maker.idOf(values.location)
  const id = await maker.find(values.location)
  return id === undefined ? 'missing' : { id, made: [] }
}

function noPlace({ location }: RowValues): string {
  return t('There is no location “{got}”.', { got: location })
}

/** Places of entries, neighbours of the bulk path together, all others alone. */
function batchesOf(entries: readonly (Entry | object)[]): number[][] {
  const batches: number[][] = []
  let isOpen = false
  for (const [index, entry] of entries.entries()) {
    if (!('source' in entry)) continue
    const goesInBulk = takesBulk(entry)
    if (goesInBulk && isOpen) batches.at(-1)?.push(index)
    else batches.push([index])
    isOpen = goesInBulk
  }
  return batches
}

const BULK_KINDS: readonly string[] = ['receive', 'adjust_in', 'sale', 'adjust_out']

function takesBulk({ kind, locationId, item }: Entry): boolean {
  const expires = item.expiryDays > 0 && isIncoming(kind)
  return locationId !== undefined && BULK_KINDS.includes(kind) && !expires
}

async function bookBatch(
  unit: UnitOfWork,
  entries: readonly Entry[],
  context: ImportContext
): Promise<Applied[]> {
  if (!takesBulk(entries[0])) return [await bookSingle(unit, entries[0], context)]
  const actorId = context.actor.id
  const { refused } = await postInBulk(unit, entries.map(toBulkEntry), { actorId })
  const ids = await findSourcePostings(
    unit.trx,
    entries[0].source,
    entries.map(({ source }) => source.line)
  )
  const available = new Map(refused.map((refusal) => [refusal.index, refusal.available]))
  const applied: Applied[] = []
  for (const [index, entry] of entries.entries()) {
    const left = available.get(index)
    const postingId = ids.get(entry.source.line)
    if (left === undefined && postingId !== undefined) applied.push(outcomeOf(entry, postingId))
    // Of lots that moved later the bulk path takes nothing, where the ledger would take a part.
    else applied.push(await bookSingle(unit, entry, context))
  }
  return applied
}

function toBulkEntry(entry: Entry): BulkEntry {
  const { kind, item, locationId = 0, source, values } = entry
  return {
    kind: kind as BulkEntry['kind'],
    partId: item.id,
    locationId,
    quantity: parseQuantity(entry.quantity),
    ...pricesOf(entry),
    supplierId: item.supplierId,
    occurredAt: values.date ?? now(),
    source,
    reason: values.note,
  }
}

/** The price of the row, else the item's own: what comes in costs it, what is sold earns it. */
function pricesOf({ kind, item, price }: Entry): { unitPrice?: bigint; unitCost?: bigint } {
  const given = price === undefined ? undefined : parseMoney(price)
  if (isIncoming(kind)) return { unitCost: given ?? item.purchasePrice ?? undefined }
  return kind === 'sale' ? { unitPrice: given ?? item.salePrice ?? undefined } : {}
}

async function bookSingle(
  unit: UnitOfWork,
  entry: Entry,
  { actor }: ImportContext
): Promise<Applied> {
  const { kind, item, locationId, source, values } = entry
  const price = entry.price === undefined ? undefined : parseMoney(entry.price)
  const facts = {
    partId: item.id,
    locationId,
    quantity: parseQuantity(entry.quantity),
    occurredAt: values.date,
    reason: values.note ?? null,
    actorId: actor.id,
    source,
  }
  try {
    const paid = kind === 'return_in' ? { unitPrice: price } : { unitCost: price }
    const posting = isIncoming(kind)
      ? await receiveStock({ ...facts, ...paid, kind }, unit)
      : await issueStock({ ...facts, kind, unitPrice: price }, unit)
    return outcomeOf(entry, posting.id)
  } catch (error) {
    // These two are found before anything is written, so the rows before this one stand.
    if (error instanceof InsufficientStock) return { messages: { quantity: shortage(error) } }
    if (!(error instanceof BackdatingRefused)) throw error
    return { messages: { quantity: messageOf(error) } }
  }
}

function outcomeOf({ alsoCreated }: Entry, postingId: number): { outcome: RowOutcome } {
  if (alsoCreated.length === 0) return { outcome: { postingId } }
  const made = alsoCreated.map((id) => ({ model: 'location', id }))
  return { outcome: { postingId, alsoCreated: made } }
}

function shortage({ available, asked }: InsufficientStock): string {
  return t('Only {available} are there, {asked} are to go out.', {
    available: formatShort(available, QUANTITY_DECIMALS, 0),
    asked: formatShort(asked, QUANTITY_DECIMALS, 0),
  })
}

function messageOf({ fields }: InvalidInput): string {
  return Object.values(fields).flat(3).map(String).join(' ')
}
