import type { Actor } from '#core/access'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS, toScaledOrNull } from '#core/decimal'
import { t } from '#core/i18n'
import { renamed } from '#core/import/compare'
import type { Applied, ImportContext, RowOutcome, RowToApply, RowValues } from '#core/import/kinds'
import {
  changeTracked,
  plainValue,
  putBack,
  type Changeable,
  type RawValues,
} from '#core/import/tracked_change'
import { parseInput } from '#core/resource/parse_input'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import { createPart } from '#catalog/actions/create_part'
import { deleteCategory } from '#catalog/actions/delete_category'
import { deleteCompany } from '#catalog/actions/delete_company'
import { deletePart, whyKept } from '#catalog/actions/delete_part'
import { updatePart } from '#catalog/actions/update_part'
import { PART_FIELDS } from '#catalog/imports/item_fields'
import { ReferenceMaker } from '#catalog/imports/reference_maker'
import { partResource } from '#catalog/resources/part'

export async function applyItems(
  unit: UnitOfWork,
  rows: readonly RowToApply[],
  { actor }: ImportContext
): Promise<Applied[]> {
  const maker = new ReferenceMaker(unit, actor)
  const applied: Applied[] = []
  for (const row of rows) {
    const raw = await rawValues(row.values, maker)
    const outcome =
      row.targetId === undefined
        ? { createdId: await create(unit, raw, actor) }
        : await changeTracked(row.targetId, raw, parts(unit, actor))
    const alsoCreated = maker.takeMade()
    applied.push({ outcome: alsoCreated.length > 0 ? { ...outcome, alsoCreated } : outcome })
  }
  return applied
}

async function rawValues(values: RowValues, maker: ReferenceMaker): Promise<RawValues> {
  const raw: RawValues = renamed(values, PART_FIELDS)
  if (values.category) raw.category = await maker.category(values.category)
  if (values.supplier) raw.supplier = await maker.supplier(values.supplier)
  return raw
}

async function create(unit: UnitOfWork, raw: RawValues, actor: Actor): Promise<number> {
  const values = await parseInput(partResource, raw, { client: unit.trx })
  return createPart(values, actor, unit)
}

/** How parts are read and changed in this unit of work. */
function parts(unit: UnitOfWork, actor: Actor): Changeable {
  return {
    read: (id, fields) => currentOf(unit, id, fields),
    async write(id, raw) {
      const values = await parseInput(partResource, raw, { client: unit.trx, partial: true })
      await updatePart({ id, values }, actor, unit)
    },
  }
}

const DECIMALS: Readonly<Record<string, number>> = {
  purchase_price: MONEY_DECIMALS,
  sale_price: MONEY_DECIMALS,
  minimum_stock: QUANTITY_DECIMALS,
}
const COLUMNS: Readonly<Record<string, string>> = {
  IPN: 'ipn',
  active: 'is_active',
  category: 'category_id',
  supplier: 'supplier_id',
}

/** The fields of a part as they could be sent again. */
async function currentOf(
  { trx }: UnitOfWork,
  id: number,
  fields: readonly string[]
): Promise<RawValues> {
  const row: Row = await trx.from('parts').where('id', id).firstOrFail()
  return Object.fromEntries(fields.map((field) => [field, rawOf(row, field)]))
}

function rawOf(row: Row, field: string): string | number | null {
  const value = row[COLUMNS[field] ?? field]
  if (!(field in DECIMALS)) return plainValue(value)
  const scaled = toScaledOrNull(value)
  return scaled === null ? null : formatShort(scaled, DECIMALS[field], 0)
}

export async function undoItem(
  unit: UnitOfWork,
  outcome: RowOutcome,
  { actor }: ImportContext
): Promise<string | null> {
  const { createdId } = outcome
  if (createdId !== undefined) return removeCreated(unit, createdId, actor)
  return putBack(outcome, parts(unit, actor))
}

async function removeCreated(unit: UnitOfWork, id: number, actor: Actor): Promise<string | null> {
  const exists = await unit.trx.from('parts').where('id', id).first()
  if (!exists) return null
  const reason = await whyKept(unit, id)
  if (reason !== null) return t('It stays, because {reason}.', { reason: t(reason) })
  await deletePart(id, actor, unit)
  return null
}

/** Categories and suppliers that were made because rows named them, where nothing uses them. */
export async function removeUnusedReference(
  unit: UnitOfWork,
  { model, id }: { model: string; id: number },
  actor: Actor
): Promise<void> {
  const isUsed =
    model === 'category' ? await isUsedCategory(unit, id) : await isUsedCompany(unit, id)
  if (isUsed) return
  if (model === 'category') await deleteCategory(id, actor, unit)
  else await deleteCompany(id, actor, unit)
}

async function isUsedCategory({ trx }: UnitOfWork, id: number): Promise<boolean> {
  const uses = [
    await trx
      .from('part_categories')
      .where('id', id)
      .first()
      .then((row) => !row),
    await trx.from('parts').where('category_id', id).first(),
    await trx.from('category_part').where('category_id', id).first(),
    await trx.from('part_categories').where('parent_id', id).first(),
  ]
  return uses.some(Boolean)
}

async function isUsedCompany({ trx }: UnitOfWork, id: number): Promise<boolean> {
  const uses = [
    await trx
      .from('companies')
      .where('id', id)
      .first()
      .then((row) => !row),
    await trx.from('parts').where('supplier_id', id).first(),
    await trx.from('stock_items').where('supplier_id', id).first(),
  ]
  return uses.some(Boolean)
}
