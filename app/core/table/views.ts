import db from '@adonisjs/lucid/services/db'
import { can, type Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import { Forbidden, InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'
import { readColumnKeys, readDensity, type Density } from '#core/table/definition'
import { saveTableSettings } from '#core/table/settings'
import { now } from '#core/time'

const LONGEST_NAME = 60
const LONGEST_QUERY = 4000
const MOST_VIEWS = 200

/** Filters, order, columns and density of a table under a name. */
export interface TableView {
  id: number
  table: string
  name: string
  query: string
  columns: string[] | null
  density: Density
  isShared: boolean
  isOwn: boolean
  /** Whether this user may change and delete it. */
  isMine: boolean
}

export type ViewContent = Pick<TableView, 'query' | 'columns' | 'density'>

/** A user's own views of a table, then those that others share; each by name. */
export async function listTableViews(actor: Actor, table: string): Promise<TableView[]> {
  const rows: Row[] = await db
    .from('table_views')
    .where('table_name', table)
    .where((seen) => void seen.where('user_id', actor.id).orWhere('is_shared', 1))
    .orderBy('name')
    .orderBy('id')
    .limit(MOST_VIEWS)
  const views = rows.map((row) => toView(row, actor))
  return [...views.filter(({ isOwn }) => isOwn), ...views.filter(({ isOwn }) => !isOwn)]
}

/** A view that this user may see. Throws {@link NotFound}. */
export async function readTableView(actor: Actor, id: number): Promise<TableView> {
  const row: Row | null = await db.from('table_views').where('id', id).first()
  if (!row) throw new NotFound('View')
  const view = toView(row, actor)
  if (!view.isOwn && !view.isShared) throw new NotFound('View')
  return view
}

export interface NewView extends ViewContent {
  table: string
  name: string
  isShared: boolean
}

/** Keeps a view of the user's own; gives its id. */
export async function createTableView(actor: Actor, view: NewView): Promise<number> {
  const moment = now()
  return refusingTaken(async () => {
    const [id] = await db.table('table_views').insert({
      table_name: view.table,
      user_id: actor.id,
      name: readName(view.name),
      ...contentColumns(view),
      is_shared: view.isShared ? 1 : 0,
      created_at: moment,
      updated_at: moment,
    })
    return Number(id)
  })
}

/** Renames a view, and shares it or no longer. */
export async function renameTableView(
  view: TableView,
  { name, isShared }: Pick<TableView, 'name' | 'isShared'>
): Promise<void> {
  refuseOthers(view)
  const changes = { name: readName(name), is_shared: isShared ? 1 : 0, updated_at: now() }
  await refusingTaken(() => db.from('table_views').where('id', view.id).update(changes))
}

/** Lets a view show what is shown now. */
export async function saveTableView(view: TableView, content: ViewContent): Promise<void> {
  refuseOthers(view)
  const changes = { ...contentColumns(content), updated_at: now() }
  await db.from('table_views').where('id', view.id).update(changes)
}

export async function deleteTableView(view: TableView): Promise<void> {
  refuseOthers(view)
  await db.from('table_views').where('id', view.id).delete()
}

/** The view that this user's list opens with; null for none. */
export async function setDefaultView(
  actor: Actor,
  table: string,
  viewId: number | null
): Promise<void> {
  if (viewId !== null) await readTableView(actor, viewId)
  await saveTableSettings(actor.id, table, { defaultViewId: viewId })
}

function toView(row: Row, actor: Actor): TableView {
  const isOwn = Number(row.user_id) === actor.id
  return {
    id: Number(row.id),
    table: String(row.table_name),
    name: String(row.name),
    query: String(row.query),
    columns: readColumnKeys(row.columns),
    density: readDensity(row.density) ?? 'comfortable',
    isShared: Boolean(row.is_shared),
    isOwn,
    isMine: isOwn || (Boolean(row.is_shared) && can(actor, 'admin', 'change')),
  }
}

function contentColumns({ query, columns, density }: ViewContent) {
  return { query: query.slice(0, LONGEST_QUERY), columns: columns?.join(',') ?? null, density }
}

function readName(name: string): string {
  const text = name.trim()
  if (text === '') throw InvalidInput.field('name', t('Give the view a name.'))
  if (text.length > LONGEST_NAME) {
    throw InvalidInput.field('name', t('The name can have {count} characters.', { count: 60 }))
  }
  return text
}

function refuseOthers({ isMine }: TableView): void {
  if (!isMine) throw new Forbidden()
}

async function refusingTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw InvalidInput.field('name', t('You already have a view of this name.'))
  }
}
