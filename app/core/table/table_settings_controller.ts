import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { isTableName, PAGE_SIZES, readDensity } from '#core/table/definition'
import { listAddress, withParameters } from '#core/table/list_address'
import { saveTableSettings } from '#core/table/settings'

/** Columns, density and rows a page: the user's own, or of the view that is open, in its address. */
export default class TableSettingsController {
  async update(ctx: HttpContext) {
    const { table } = ctx.params
    if (!isTableName(table)) throw new NotFound('Table')
    const address = listAddress(ctx)
    const columns = readColumns(ctx)
    const density = readDensity(ctx.request.input('density')) ?? undefined
    const pageSize = PAGE_SIZES.find((size) => size === toId(ctx.request.input('rows')))
    const isOfView = toId(ctx.request.input('view')) > 0
    await saveTableSettings(
      ctx.actor.id,
      table,
      isOfView ? { pageSize } : { columns, density, pageSize }
    )
    if (!isOfView) {
      const plain = withParameters(address, { columns: null, density: null })
      return ctx.response.redirect(plain)
    }
    const shown = { columns: columns?.join(',') || null, density: density ?? null }
    return ctx.response.redirect(withParameters(address, shown))
  }
}

/** The ticked columns in their order; null for the table's own, undefined when none were sent. */
function readColumns({ request }: HttpContext): string[] | null | undefined {
  if (request.input('reset')) return null
  const order = [request.input('order') ?? []].flat().map(String).filter(isTableName)
  if (order.length === 0) return undefined
  const shown = new Set([request.input('shown') ?? []].flat().map(String))
  return moved(order, String(request.input('move') ?? '')).filter((key) => shown.has(key))
}

/** Without script the arrows are buttons that send "key:up" or "key:down". */
function moved(order: string[], move: string): string[] {
  const [key, direction] = move.split(':')
  const from = order.indexOf(key)
  const to = from + (direction === 'up' ? -1 : 1)
  if (from === -1 || to < 0 || to >= order.length) return order
  const keys = order.toSpliced(from, 1)
  return keys.toSpliced(to, 0, key)
}
