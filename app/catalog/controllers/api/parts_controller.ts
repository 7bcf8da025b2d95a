import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { idOf } from '#core/http/endpoint'
import { sendJsonText } from '#core/http/json'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { decimalText, momentText } from '#core/resource/json_text'
import { rowsByIds } from '#core/resource/read_rows'
import { NotFound } from '#core/exceptions'
import { addPartFigures } from '#catalog/queries/part_figures'
import { deletePart } from '#catalog/actions/delete_part'
import { partResource } from '#catalog/resources/part'
import type { Row } from '#core/sql'
import { setting } from '#core/setting_values'

export default class PartsController {
  /** Deletes the part or, when it has history, makes it inactive; the message says which and why. */
  async destroy(ctx: HttpContext) {
    const id = idOf(ctx)
    await answerOnce(ctx, async (unit) => {
      const removal = await deletePart(id, ctx.actor, unit)
      if (removal.outcome === 'deleted') {
        return jsonAnswer(200, { id, message: `"${removal.name}" was deleted.` })
      }
      const message = `"${removal.name}" was made inactive, not deleted: ${removal.reason}.`
      return jsonAnswer(200, { id, active: false, message })
    })
  }

  /** What orders and builds need of the part. */
  async requirements(ctx: HttpContext) {
    const row = await this.#read(ctx)
    const [total, unallocated, allocated] = ['in_stock', 'unallocated_stock', 'allocated'].map(
      (key) => decimalText(row[key], QUANTITY_DECIMALS)
    )
    sendJsonText(
      ctx,
      200,
      `{"total_stock":${total},"unallocated_stock":${unallocated},"can_build":0.0,"ordering":0.0,` +
        '"building":0.0,"scheduled_to_build":0,"required_for_build_orders":0.0,' +
        '"allocated_to_build_orders":0.0,"required_for_sales_orders":0.0,' +
        `"allocated_to_sales_orders":${allocated}}`
    )
  }

  /** What the part costs and sells for. */
  async pricing(ctx: HttpContext) {
    const row = await this.#read(ctx)
    const cost = decimalText(row.purchase_price, MONEY_DECIMALS)
    const sale = decimalText(row.sale_price, MONEY_DECIMALS)
    const currency = JSON.stringify(setting('company_currency'))
    sendJsonText(
      ctx,
      200,
      `{"currency":${currency},"updated":${momentText(row.updated_at)},"scheduled_for_update":false,` +
        `"bom_cost_min":null,"bom_cost_max":null,"purchase_cost_min":${cost},"purchase_cost_max":${cost},` +
        '"internal_cost_min":null,"internal_cost_max":null,"supplier_price_min":null,' +
        '"supplier_price_max":null,"variant_cost_min":null,"variant_cost_max":null,' +
        `"override_min":null,"override_min_currency":${currency},"override_max":null,` +
        `"override_max_currency":${currency},"overall_min":${cost},"overall_max":${cost},` +
        `"sale_price_min":${sale},"sale_price_max":${sale},"sale_history_min":null,"sale_history_max":null}`
    )
  }

  async #read(ctx: HttpContext): Promise<Row> {
    const context = { actor: ctx.actor, client: db.connection() }
    const rows = await rowsByIds(partResource, [idOf(ctx)], context)
    if (rows.length === 0) throw new NotFound(partResource.title)
    await addPartFigures(rows, context)
    return rows[0]
  }
}
