import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { t, translatable } from '#core/i18n'
import { changesOf, planAbsent } from '#core/import/compare'
import type {
  Applied,
  ImportContext,
  ImportKind,
  RowOutcome,
  RowPlan,
  RowToApply,
  RowToPlan,
  RowValues,
} from '#core/import/kinds'
import { changeTracked, plainValue, putBack, type Changeable } from '#core/import/tracked_change'
import { parseInput } from '#core/resource/parse_input'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import { createCompany } from '#catalog/actions/create_company'
import { deleteCompany } from '#catalog/actions/delete_company'
import { updateCompany } from '#catalog/actions/update_company'
import { SUPPLIER_FIELDS } from '#catalog/imports/supplier_fields'
import { companyResource } from '#catalog/resources/company'

export const suppliersImport: ImportKind = {
  key: 'suppliers',
  label: translatable('Suppliers'),
  description: translatable('Companies the shop buys from, with their contacts.'),
  icon: 'truck-delivery',
  href: '/suppliers',
  needs: [
    ['purchase_order', 'add'],
    ['purchase_order', 'change'],
  ],
  identity: translatable('A supplier is found by its name.'),
  canUpdate: true,
  fields: SUPPLIER_FIELDS,
  options: [],
  plan: planSuppliers,
  apply: applySuppliers,
  undo: undoSupplier,
}

async function planSuppliers(
  rows: readonly RowToPlan[],
  context: ImportContext
): Promise<RowPlan[]> {
  const names = rows.flatMap(({ values }) => values.name ?? [])
  const found: Row[] = names.length
    ? await db.from('companies').whereIn('name', [...new Set(names)])
    : []
  const byName = Map.groupBy(found, (row) => String(row.name))
  return rows.map(({ values }) => planSupplier(values, byName.get(values.name) ?? [], context))
}

function planSupplier(values: RowValues, named: readonly Row[], context: ImportContext): RowPlan {
  const { name: title, email = '' } = values
  const about = { title, identity: `${title}\n${email}` }
  const target = named.length > 1 ? named.find((row) => row.email === email) : named[0]
  if (target) return planChange(values, { target, about, context })
  if (named.length === 0) return planAbsent(about, context)
  const messages = { name: t('Several are called so, none with this e-mail address.') }
  return { state: 'bad', ...about, messages }
}

interface Change {
  target: Row
  about: { title: string; identity: string }
  context: ImportContext
}

function planChange(values: RowValues, { target, about, context }: Change): RowPlan {
  const targetId = Number(target.id)
  const changes = changesOf(values, currentValues(target), SUPPLIER_FIELDS)
  const isChanged = context.choices.mode !== 'add' && Object.keys(changes).length > 0
  if (!isChanged) return { state: 'unchanged', ...about, targetId }
  return { state: 'changed', ...about, targetId, changes }
}

function currentValues(row: Row): RowValues {
  return Object.fromEntries(
    SUPPLIER_FIELDS.map(({ key, type }) => {
      const value = row[columnOf(key)]
      return [key, type === 'yes_no' ? (value ? '1' : '0') : String(value ?? '')]
    })
  )
}

function columnOf(key: string): string {
  return key === 'active' ? 'is_active' : key
}

async function applySuppliers(
  unit: UnitOfWork,
  rows: readonly RowToApply[],
  { actor }: ImportContext
): Promise<Applied[]> {
  const applied: Applied[] = []
  for (const { values, targetId } of rows) {
    applied.push({
      outcome:
        targetId === undefined
          ? { createdId: await create(unit, values, actor) }
          : await changeTracked(targetId, { ...values }, companies(unit, actor)),
    })
  }
  return applied
}

async function create(unit: UnitOfWork, values: RowValues, actor: Actor): Promise<number> {
  const raw = { is_supplier: '1', ...values }
  const parsed = await parseInput(companyResource, raw, { client: unit.trx })
  return createCompany(parsed, actor, unit)
}

/** How companies are read and changed in this unit of work. */
function companies(unit: UnitOfWork, actor: Actor): Changeable {
  return {
    async read(id, fields) {
      const row: Row = await unit.trx.from('companies').where('id', id).firstOrFail()
      return Object.fromEntries(fields.map((field) => [field, plainValue(row[columnOf(field)])]))
    },
    async write(id, raw) {
      const values = await parseInput(companyResource, raw, { client: unit.trx, partial: true })
      await updateCompany({ id, values }, actor, unit)
    },
  }
}

async function undoSupplier(
  unit: UnitOfWork,
  outcome: RowOutcome,
  { actor }: ImportContext
): Promise<string | null> {
  const { createdId } = outcome
  if (createdId === undefined) return putBack(outcome, companies(unit, actor))
  const exists = await unit.trx.from('companies').where('id', createdId).first()
  if (exists) await deleteCompany(createdId, actor, unit)
  return null
}
