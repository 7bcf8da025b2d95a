import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, toId } from '#core/http/form_fields'
import { readColumnKeys, readDensity, type TableDefinition } from '#core/table/definition'
import { readTableSettings, type TableSettings } from '#core/table/settings'
import { ShownTable, type OpenedTable, type ShownList } from '#core/table/shown_table'
import { listTableViews, type TableView } from '#core/table/views'

type QueryString = Record<string, unknown>

/** Parameters of the address that are the table's and not the list's. */
const OWN_PARAMETERS = ['page', 'view', 'own', 'columns', 'density', 'at']

/**
 * Opens a table for a request: what its list is to be read from (`query`, `page`, `pageSize`), and,
 * once the list is known, everything that the components of `components/table` show (`show`).
 * `path` is given where the table stands on the page of something else; it has no views there.
 */
export async function openTable(
  ctx: HttpContext,
  definition: TableDefinition,
  { path }: { path?: string } = {}
) {
  const queryString: QueryString = ctx.request.qs()
  // What a swap of the region was answered must not be shown as the page when one goes back to it.
  ctx.response.vary(['HX-Request', 'HX-Target'])
  const settings = await readTableSettings(ctx.actor.id, definition.name)
  const views = path ? [] : await listTableViews(ctx.actor, definition.name)
  const view = openView(queryString, views, settings)
  const opened: OpenedTable = {
    definition,
    settings,
    path: path ?? definition.path,
    hasViews: !path,
    views,
    view,
    overrides: {
      columns: readColumnKeys(queryString.columns),
      density: readDensity(queryString.density),
    },
  }
  const query = view && !hasOwnList(queryString) ? parseQuery(view.query) : queryString
  return {
    query,
    page: pageNumber(ctx),
    pageSize: settings.pageSize,
    show(list: ShownList) {
      const shown = new ShownTable(opened, list)
      if (ctx.request.header('hx-request') && ctx.request.method() === 'GET')
        ctx.response.header('HX-Push-Url', shown.urlWith({ page: pageNumber(ctx) }))
      return shown
    },
  }
}

/** The view that the address names; without any parameter the one that the user's list opens with. */
function openView(
  queryString: QueryString,
  views: readonly TableView[],
  { defaultViewId }: TableSettings
): TableView | null {
  const isPlain = Object.keys(queryString).every((name) => name === 'page')
  const id = isPlain ? defaultViewId : toId(queryString.view)
  return views.find((view) => view.id === id) ?? null
}

function hasOwnList(queryString: QueryString): boolean {
  return 'own' in queryString || Object.keys(queryString).some((name) => !isOfTable(name))
}

function isOfTable(name: string): boolean {
  return OWN_PARAMETERS.includes(name)
}

function parseQuery(query: string): QueryString {
  return Object.fromEntries(new URLSearchParams(query))
}
