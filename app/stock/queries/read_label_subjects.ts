import db from '@adonisjs/lucid/services/db'
import { t } from '#core/i18n'
import { QUANTITY_DECIMALS, toScaled, toScaledOrNull } from '#core/decimal'
import { inOrderOf } from '#core/resource/read_rows'
import { inPieces, type Row } from '#core/sql'
import { viewHelpers } from '#core/view_helpers'
import { ownCode, type Coded, type CodedModel } from '#catalog/barcodes/code'
import { isArticleNumber } from '#stock/labels/symbol'

/** What a label can be of, with all that can stand on it. */
export interface LabelSubject extends Coded {
  name: string
  sku: string
  price: string
  place: string
  batch: string
  expiry: string
  code: string
  /** The article number among its linked codes; empty for none. */
  articleNumber: string
  /** What is on hand, in whole units. */
  onHand: number
}

const AT_ONCE = 500
const UNIT = 10n ** BigInt(QUANTITY_DECIMALS)

/** What the labels of these say, in the order of the ids; what is not there is left out. */
export async function readLabelSubjects(
  model: CodedModel,
  ids: readonly number[]
): Promise<LabelSubject[]> {
  const subjects: LabelSubject[] = []
  for (const piece of inPieces([...new Set(ids)], AT_ONCE)) {
    subjects.push(...(await READERS[model](piece)))
  }
  return subjects
}

const READERS: Record<CodedModel, (ids: readonly number[]) => Promise<LabelSubject[]>> = {
  part: readItems,
  stockitem: readLots,
  stocklocation: readPlaces,
}

async function readItems(ids: readonly number[]): Promise<LabelSubject[]> {
  const rows: Row[] = await db
    .from('parts')
    .leftJoin('stock_locations', 'stock_locations.id', 'parts.default_location_id')
    .whereIn('parts.id', [...ids])
    .select('parts.id', 'parts.name', 'parts.ipn', 'parts.sale_price', 'parts.units')
    .select('stock_locations.pathstring as place')
  const onHand = await onHandOf(ids)
  const numbers = await articleNumbersOf('part', ids)
  return inOrderOf(ids, rows).map((row) => {
    const id = Number(row.id)
    return subjectOf('part', row, {
      articleNumber: numbers.get(id) ?? '',
      onHand: onHand.get(id) ?? 0,
    })
  })
}

async function readLots(ids: readonly number[]): Promise<LabelSubject[]> {
  const rows: Row[] = await db
    .from('stock_items')
    .join('parts', 'parts.id', 'stock_items.part_id')
    .leftJoin('stock_locations', 'stock_locations.id', 'stock_items.location_id')
    .whereIn('stock_items.id', [...ids])
    .whereNull('stock_items.deleted_at')
    .select('stock_items.id', 'stock_items.batch', 'stock_items.serial', 'stock_items.expiry_date')
    .select('stock_items.quantity', 'parts.name', 'parts.ipn', 'parts.sale_price')
    .select('stock_locations.pathstring as place')
  return inOrderOf(ids, rows).map((row) =>
    subjectOf('stockitem', row, {
      batch: batchOf(row),
      expiry: row.expiry_date
        ? t('Expires {day}', { day: viewHelpers.localDay(String(row.expiry_date)) })
        : '',
      onHand: wholeUnits(toScaled(row.quantity)),
    })
  )
}

async function readPlaces(ids: readonly number[]): Promise<LabelSubject[]> {
  const rows: Row[] = await db
    .from('stock_locations')
    .whereIn('id', [...ids])
    .select('id', 'name', 'pathstring as place')
  return inOrderOf(ids, rows).map((row) =>
    subjectOf('stocklocation', row, {
      place: row.place === row.name ? '' : readablePath(row.place),
    })
  )
}

function subjectOf(model: CodedModel, row: Row, more: Partial<LabelSubject>): LabelSubject {
  const id = Number(row.id)
  const price = toScaledOrNull(row.sale_price ?? null)
  return {
    model,
    id,
    name: String(row.name),
    sku: String(row.ipn ?? ''),
    price: price === null ? '' : `${viewHelpers.money(price)} ${viewHelpers.currency}`,
    place: readablePath(row.place),
    batch: '',
    expiry: '',
    code: ownCode({ model, id }),
    articleNumber: '',
    onHand: 1,
    ...more,
  }
}

function readablePath(path: unknown): string {
  return String(path ?? '').replaceAll('/', ' / ')
}

function batchOf({ serial, batch }: Row): string {
  const texts = [
    serial ? t('Serial {number}', { number: String(serial) }) : '',
    batch ? t('Batch {number}', { number: String(batch) }) : '',
  ]
  return texts.filter(Boolean).join(' · ')
}

async function onHandOf(ids: readonly number[]): Promise<Map<number, number>> {
  const rows: Row[] = await db
    .from('stock_items')
    .whereIn('part_id', [...ids])
    .where('quantity', '>', 0)
    .whereNull('deleted_at')
    .groupBy('part_id')
    .select('part_id', db.raw('CAST(SUM(quantity) AS CHAR) AS quantity'))
  return new Map(rows.map((row) => [Number(row.part_id), wholeUnits(toScaled(row.quantity))]))
}

/** A part of a unit needs a label too. */
function wholeUnits(quantity: bigint): number {
  return Number((quantity + UNIT - 1n) / UNIT)
}

async function articleNumbersOf(model: CodedModel, ids: readonly number[]) {
  const rows: Row[] = await db
    .from('barcodes')
    .where('model', model)
    .whereIn('model_id', [...ids])
    .orderBy('id', 'desc')
    .select('model_id', 'data')
  const known = rows.filter(({ data }) => isArticleNumber(String(data)))
  return new Map(known.map((row) => [Number(row.model_id), String(row.data)]))
}
