import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { isTicked, textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { isTableName, readColumnKeys, readDensity } from '#core/table/definition'
import { listAddress } from '#core/table/list_address'
import { readTableSettings } from '#core/table/settings'
import {
  createTableView,
  deleteTableView,
  readTableView,
  renameTableView,
  saveTableView,
  setDefaultView,
  type TableView,
  type ViewContent,
} from '#core/table/views'

/** Saved views of tables. */
export default class TableViewsController {
  async store(ctx: HttpContext) {
    const { table } = ctx.params
    if (!isTableName(table)) throw new NotFound('Table')
    const name = textField(ctx, 'name')
    const isShared = isTicked(ctx, 'is_shared')
    const id = await createTableView(ctx.actor, { table, name, isShared, ...contentOf(ctx) })
    if (isTicked(ctx, 'is_default')) await setDefaultView(ctx.actor, table, id)
    say(ctx, t('The view “{name}” is saved.', { name }))
    return toView(ctx, id)
  }

  /** Name, sharing, and whether the user's list opens with it. */
  async update(ctx: HttpContext) {
    const view = await viewOf(ctx)
    if (view.isMine) {
      const name = textField(ctx, 'name')
      await renameTableView(view, { name, isShared: isTicked(ctx, 'is_shared') })
    }
    await keepDefault(ctx, view)
    say(ctx, t('The view is changed.'))
    return toView(ctx, view.id)
  }

  /** Lets the view show what is shown now. */
  async save(ctx: HttpContext) {
    const view = await viewOf(ctx)
    await saveTableView(view, contentOf(ctx))
    say(ctx, t('The view “{name}” is saved.', { name: view.name }))
    return toView(ctx, view.id)
  }

  async destroy(ctx: HttpContext) {
    const view = await viewOf(ctx)
    await deleteTableView(view)
    say(ctx, t('The view “{name}” was deleted.', { name: view.name }))
    return ctx.response.redirect(listAddress(ctx).split('?')[0])
  }
}

function viewOf({ actor, params }: HttpContext) {
  return readTableView(actor, toId(params.id))
}

async function keepDefault(ctx: HttpContext, { id, table }: TableView): Promise<void> {
  if (isTicked(ctx, 'is_default')) return setDefaultView(ctx.actor, table, id)
  const { defaultViewId } = await readTableSettings(ctx.actor.id, table)
  if (defaultViewId === id) await setDefaultView(ctx.actor, table, null)
}

function contentOf({ request }: HttpContext): ViewContent {
  const query: unknown = request.input('query')
  return {
    query: typeof query === 'string' ? query : '',
    columns: readColumnKeys(request.input('columns')),
    density: readDensity(request.input('density')) ?? 'comfortable',
  }
}

function toView(ctx: HttpContext, id: number) {
  return ctx.response.redirect(`${listAddress(ctx).split('?')[0]}?view=${id}`)
}
