import { setImmediate as turn } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { Conflict, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { contextOf, planColumns, planRows, readingOf, refuseTwins } from '#core/import/plan_rows'
import { textOf } from '#core/import/row_values'
import { findRow, listRows, toImportRow, type ImportRow } from '#core/import/rows'
import type { ImportRun, RunState } from '#core/import/runs'
import type { Row } from '#core/sql'
import { transact } from '#core/unit_of_work'

const PIECE = 200
/** States in which rows can still be mended. */
const MENDABLE: readonly RunState[] = ['checked', 'stopped', 'imported']

export interface Mending {
  rowId: number
  /** New texts by field. */
  texts: Record<string, string>
  /** Fields of which the new text goes into all bad rows that had the same text. */
  alsoSame: readonly string[]
}

/** Changes cells of a row and checks it again at once. Gives how many rows were mended. */
export async function mendRow(run: ImportRun, mending: Mending, actor: Actor): Promise<number> {
  const row = await mendable(run, mending.rowId)
  const reading = readingOf(run)
  const before = new Map(
    mending.alsoSame.map((field) => [field, textOf(row, field, reading)] as const)
  )
  await planAgain(run, { rows: [withTexts(run, row, mending.texts)] }, actor)
  await freeTwins(run, row, actor)
  let count = 1
  for (const [field, text] of before) {
    const wanted = { field, from: text, to: mending.texts[field] ?? text }
    count += await mendSame(run, wanted, actor)
  }
  return count
}

async function mendable(run: ImportRun, rowId: number): Promise<ImportRow> {
  if (!MENDABLE.includes(run.state)) {
    throw new Conflict(t('This import has moved on. Look again.'))
  }
  const row = await findRow(run.id, rowId)
  if (!row || ['done', 'undone', 'kept'].includes(row.state)) throw new NotFound('ImportRow')
  return row
}

interface Replacement {
  field: string
  from: string
  to: string
}

async function mendSame(
  run: ImportRun,
  { field, from, to }: Replacement,
  actor: Actor
): Promise<number> {
  const reading = readingOf(run)
  let count = 0
  let afterLine = 0
  for (;;) {
    const rows = await listRows({ runId: run.id, states: ['bad'], limit: PIECE, afterLine })
    if (rows.length === 0) return count
    afterLine = rows[rows.length - 1].line
    const same = rows.filter((row) => textOf(row, field, reading) === from)
    if (same.length > 0) {
      const mended = same.map((row) => withTexts(run, row, { [field]: to }))
      await planAgain(run, { rows: mended }, actor)
    }
    count += same.length
    await turn()
  }
}

/** A text goes into the cell of its column; without a column it is kept beside the cells. */
function withTexts(run: ImportRun, row: ImportRow, texts: Record<string, string>): ImportRow {
  const cells = [...row.cells]
  const typed = { ...row.typed }
  for (const [field, text] of Object.entries(texts)) {
    const column = run.mapping[field]
    if (column === undefined) {
      typed[field] = text
      continue
    }
    while (cells.length < column) cells.push('')
    cells[column] = text
    delete typed[field]
  }
  return { ...row, cells, typed }
}

interface Again {
  rows: readonly ImportRow[]
  isMended?: boolean
}

async function planAgain(
  run: ImportRun,
  { rows, isMended = true }: Again,
  actor: Actor
): Promise<void> {
  const plans = await planRows(rows, run, contextOf(run, actor))
  await transact(async ({ trx }) => {
    await refuseTwins(
      trx,
      { runId: run.id, isMended },
      rows.map(({ line }, index) => ({ line, plan: plans[index] }))
    )
    for (const [index, row] of rows.entries()) {
      await trx
        .from('import_rows')
        .where('id', row.id)
        .whereNotIn('state', ['done', 'undone', 'kept'])
        .update({
          ...planColumns(plans[index]),
          cells: JSON.stringify(row.cells),
          typed: Object.keys(row.typed).length > 0 ? JSON.stringify(row.typed) : null,
        })
    }
  })
}

/** Rows that were bad for being about the same as this one may be right now. */
async function freeTwins(run: ImportRun, { id, identity }: ImportRow, actor: Actor): Promise<void> {
  if (!identity) return
  const rows: Row[] = await db
    .from('import_rows')
    .where({ run_id: run.id, identity, state: 'bad' })
    .whereNot('id', id)
    .orderBy('line')
    .limit(PIECE)
  if (rows.length > 0) await planAgain(run, { rows: rows.map(toImportRow), isMended: false }, actor)
}

/** Leaves a row out, or takes it in again. */
export async function skipRow(
  run: ImportRun,
  { rowId, isSkipped }: { rowId: number; isSkipped: boolean },
  actor: Actor
): Promise<void> {
  const row = await mendable(run, rowId)
  if (!isSkipped) return planAgain(run, { rows: [row] }, actor)
  await transact(async ({ trx }) => {
    await trx.from('import_rows').where('id', rowId).update({ state: 'skipped' })
  })
  await freeTwins(run, row, actor)
}
