import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { allowedImport } from '#core/import/controllers/allowed_import'
import { rowView } from '#core/import/controllers/review'
import { mendRow, skipRow } from '#core/import/mend_row'
import { readingOf } from '#core/import/plan_rows'
import { textOf } from '#core/import/row_values'
import { findRow } from '#core/import/rows'
import { countRows, type ImportRun } from '#core/import/runs'

const LONGEST_TEXT = 50_000

/** One row of an import: looked at, mended, left out. */
export default class ImportRowsController {
  async show(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    const row = await findRow(run.id, toId(ctx.params.row))
    if (!row) throw new NotFound('ImportRow')
    const fields = run.kind.fields.map((field) => ({
      ...field,
      text: textOf(row, field.key, readingOf(run)),
      message: row.messages?.[field.key] ?? '',
    }))
    return ctx.view.render('pages/imports/row', { run, row: rowView(row, run), fields })
  }

  async update(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    const rowId = toId(ctx.params.row)
    const skip: unknown = ctx.request.input('skip')
    if (typeof skip === 'string') {
      await skipRow(run, { rowId, isSkipped: skip === '1' }, ctx.actor)
      return this.#answer(ctx, run, 1)
    }
    const texts = givenTexts(ctx, run)
    const alsoSame = Object.keys(texts).filter((key) =>
      [ctx.request.input('same') ?? []].flat().includes(key)
    )
    return this.#answer(ctx, run, await mendRow(run, { rowId, texts, alsoSame }, ctx.actor))
  }

  /** The script gets the row as it is now, and how many there are of each state. */
  async #answer(ctx: HttpContext, run: ImportRun, count: number) {
    const row = await findRow(run.id, toId(ctx.params.row))
    if (!row) throw new NotFound('ImportRow')
    if (ctx.request.header('hx-request')) {
      const html = await ctx.view.render('pages/imports/row_cells', { run, row: rowView(row, run) })
      return ctx.response.json({ html, state: row.state, count, counts: await countRows(run.id) })
    }
    if (row.state === 'bad' && ctx.request.input('from') === 'row') {
      return ctx.response.redirect(`/imports/${run.id}/rows/${row.id}`)
    }
    say(
      ctx,
      t('{count, plural, one {# row was checked again.} other {# rows were checked again.}}', {
        count,
      })
    )
    return ctx.response.redirect(`/imports/${run.id}`)
  }
}

function givenTexts(ctx: HttpContext, { kind }: ImportRun): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const { key } of kind.fields) {
    const text: unknown = ctx.request.input(`v_${key}`)
    if (typeof text === 'string') texts[key] = text.trim().slice(0, LONGEST_TEXT)
  }
  return texts
}
