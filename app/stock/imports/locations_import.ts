import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { t, translatable } from '#core/i18n'
import { changesOf, planAbsent } from '#core/import/compare'
import type {
  Applied,
  ImportContext,
  ImportField,
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
import { deleteLocation } from '#stock/actions/delete_location'
import { updateLocation } from '#stock/actions/update_location'
import { LocationMaker } from '#stock/imports/location_maker'
import { LOCATION_FIELDS } from '#stock/imports/location_fields'
import { locationResource } from '#stock/resources/location'

export const locationsImport: ImportKind = {
  key: 'locations',
  label: translatable('Locations'),
  description: translatable('Places where stock lies: stores, rooms, shelves.'),
  icon: 'map-pin',
  href: '/locations',
  needs: [
    ['stock_location', 'add'],
    ['stock_location', 'change'],
  ],
  identity: translatable(
    'A location is found by its path, such as Store/Shelf 1; those above it are made with it.'
  ),
  canUpdate: true,
  fields: LOCATION_FIELDS,
  options: [],
  plan: planLocations,
  apply: applyLocations,
  undo: undoLocation,
  removeUnused: removeUnusedLocation,
}

/** Of the fields only these change a location that is there. */
const CHANGEABLE: readonly ImportField[] = LOCATION_FIELDS.filter(
  ({ key }) => !['path', 'parent', 'name'].includes(key)
)

/** The full path that a row means: as it says, or its name below its parent. */
export function pathOf({ path, parent, name = '' }: RowValues): string {
  if (path) return path.replaceAll(/\s*\/\s*/g, '/').replaceAll(/^\/+|\/+$/g, '')
  return parent ? `${parent}/${name}` : name
}

async function planLocations(
  rows: readonly RowToPlan[],
  context: ImportContext
): Promise<RowPlan[]> {
  const paths = [...new Set(rows.map(({ values }) => pathOf(values)))]
  const found: Row[] = await db.from('stock_locations').whereIn('pathstring', paths)
  const byPath = new Map(found.map((row) => [String(row.pathstring), row]))
  return rows.map(({ values }) => planLocation(values, byPath.get(pathOf(values)), context))
}

function planLocation(values: RowValues, target: Row | undefined, context: ImportContext): RowPlan {
  const title = pathOf(values)
  const identity = title
  if (!title) return { state: 'bad', messages: { path: t('Give a path, or a name.') } }
  if (!target && title.split('/').some((name) => name.trim() === '' || name.length > 100)) {
    const messages = { path: t('Each part of the path needs a name of at most 100 characters.') }
    return { state: 'bad', title, identity, messages }
  }
  if (!target) return planAbsent({ title, identity }, context)
  const changes = changesOf(values, currentValues(target), CHANGEABLE)
  const isChanged = context.choices.mode !== 'add' && Object.keys(changes).length > 0
  const plan: RowPlan = { state: 'unchanged', title, identity, targetId: Number(target.id) }
  return isChanged ? { ...plan, state: 'changed', changes } : plan
}

function currentValues(row: Row): RowValues {
  return Object.fromEntries(
    CHANGEABLE.map(({ key, type }) => {
      const value = row[key]
      return [key, type === 'yes_no' ? (value ? '1' : '0') : String(value ?? '')]
    })
  )
}

async function applyLocations(
  unit: UnitOfWork,
  rows: readonly RowToApply[],
  { actor }: ImportContext
): Promise<Applied[]> {
  const maker = new LocationMaker(unit, actor)
  const applied: Applied[] = []
  for (const { values, targetId } of rows) {
    const raw = Object.fromEntries(
      CHANGEABLE.flatMap(({ key }) => (values[key] === undefined ? [] : [[key, values[key]]]))
    )
    if (targetId !== undefined) {
      const outcome = await changeTracked(targetId, raw, locations(unit, actor))
      applied.push({ outcome })
      continue
    }
    applied.push({ outcome: await create(maker, { path: pathOf(values), raw, unit, actor }) })
  }
  return applied
}

interface NewLocation {
  path: string
  raw: Record<string, string>
  unit: UnitOfWork
  actor: Actor
}

/** A row above may have made it as a parent of its own: then it only gets its details. */
async function create(maker: LocationMaker, { path, raw, unit, actor }: NewLocation) {
  const { id, made } = await maker.idOf(path)
  if (Object.keys(raw).length > 0) await locations(unit, actor).write(id, raw)
  const alsoCreated = made
    .filter((one) => one !== id)
    .map((one) => ({ model: 'location', id: one }))
  const outcome: RowOutcome = made.includes(id) ? { createdId: id } : {}
  return alsoCreated.length > 0 ? { ...outcome, alsoCreated } : outcome
}

/** How locations are read and changed in this unit of work. */
function locations(unit: UnitOfWork, actor: Actor): Changeable {
  return {
    async read(id, fields) {
      const row: Row = await unit.trx.from('stock_locations').where('id', id).firstOrFail()
      return Object.fromEntries(fields.map((field) => [field, plainValue(row[field])]))
    },
    async write(id, raw) {
      const values = await parseInput(locationResource, raw, { client: unit.trx, partial: true })
      await updateLocation({ id, values }, actor, unit)
    },
  }
}

async function undoLocation(
  unit: UnitOfWork,
  outcome: RowOutcome,
  { actor }: ImportContext
): Promise<string | null> {
  const { createdId } = outcome
  if (createdId === undefined) return putBack(outcome, locations(unit, actor))
  if (await isUsed(unit, createdId)) {
    return t('It stays: stock or other locations are in it, or items are kept there.')
  }
  const exists = await unit.trx.from('stock_locations').where('id', createdId).first()
  if (exists) await deleteLocation(createdId, actor, unit)
  return null
}

async function isUsed({ trx }: UnitOfWork, id: number): Promise<boolean> {
  const uses = [
    await trx.from('stock_locations').where('parent_id', id).first(),
    await trx.from('stock_movements').where('location_id', id).first(),
    await trx.from('parts').where('default_location_id', id).first(),
  ]
  return uses.some(Boolean)
}

/** A location that was only made because rows named it. */
export async function removeUnusedLocation(
  unit: UnitOfWork,
  { id }: { id: number },
  actor: Actor
): Promise<void> {
  const exists = await unit.trx.from('stock_locations').where('id', id).first()
  if (exists && !(await isUsed(unit, id))) await deleteLocation(id, actor, unit)
}
