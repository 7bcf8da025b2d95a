import { InvalidInput } from '#core/exceptions'
import type { Actor } from '#core/access'
import { countDone, endPhase, PhaseEnded } from '#core/import/change_run'
import type { TableLine } from '#core/import/csv_table'
import { unusableFile } from '#core/import/faults'
import type { ImportContext } from '#core/import/kinds'
import { Pace } from '#core/import/pace'
import { contextOf, planColumns, planRows, refuseTwins } from '#core/import/plan_rows'
import type { Background } from '#core/import/ports'
import { readImport, type ImportRun } from '#core/import/runs'
import { pathOfStored } from '#core/import/stored_file'
import { tableLines } from '#core/import/table'
import { t } from '#core/i18n'
import { changeRows, insertRows, type Binding } from '#core/sql'
import { transact } from '#core/unit_of_work'

const DELETED_AT_ONCE = 500

/** Reads the file and says of each row what it would do; nothing but the rows of the run is written. */
export async function checkImport(
  runId: number,
  actor: Actor,
  background: Background
): Promise<void> {
  const run = await readImport(runId)
  if (run.state !== 'checking') return
  try {
    await deleteRows(runId, background)
    await planAll(run, contextOf(run, actor), background)
    await endPhase(runId, 'check', { state: 'checked' })
  } catch (error) {
    if (error instanceof PhaseEnded) return
    if (!(error instanceof InvalidInput)) throw error
    await endPhase(runId, 'check', {
      state: 'mapping',
      problem: Object.values(error.fields).flat().join(' '),
    })
  }
}

/** Takes the rows of a run away, some at a time. */
export async function deleteRows(runId: number, { breathe }: Pick<Background, 'breathe'>) {
  for (let count = -1; count !== 0;) {
    count = await transact(({ trx }) =>
      changeRows(
        trx,
        `DELETE FROM import_rows WHERE run_id = ? AND line <= (SELECT line FROM (SELECT line FROM import_rows WHERE run_id = ? ORDER BY line LIMIT ${DELETED_AT_ONCE}) AS piece ORDER BY line DESC LIMIT 1)`,
        [runId, runId]
      )
    )
    await breathe()
  }
}

async function planAll(run: ImportRun, context: ImportContext, background: Background) {
  if (!run.storedName) throw unusableFile(t('The file is no longer here. Upload it again.'))
  const pace = new Pace({ smallest: 100, largest: 500 })
  let piece: TableLine[] = []
  let done = 0
  const flush = async () => {
    const startedAt = performance.now()
    await planPiece(piece, run, context)
    pace.took(piece.length, performance.now() - startedAt)
    done += piece.length
    piece = []
    background.progress((100 * done) / Math.max(1, run.rowCount), `${done} rows checked`)
    await background.breathe()
  }
  for await (const line of tableLines(pathOfStored(run.storedName), run.format)) {
    piece.push(line)
    if (piece.length >= pace.size) await flush()
  }
  if (piece.length > 0) await flush()
}

async function planPiece(
  lines: readonly TableLine[],
  run: ImportRun,
  context: ImportContext
): Promise<void> {
  const width = run.contents.headings.length
  const rows = lines.map(({ line, cells }) => ({ line, cells: cells.slice(0, width), typed: {} }))
  const plans = await planRows(rows, run, context)
  await transact(async (unit) => {
    await refuseTwins(
      unit.trx,
      { runId: run.id },
      rows.map(({ line }, index) => ({ line, plan: plans[index] }))
    )
    const isGoingOn = await countDone(unit, { id: run.id, phase: 'check', add: rows.length })
    if (!isGoingOn) throw new PhaseEnded()
    await insertRows(
      unit.trx,
      'import_rows',
      rows.map(({ line, cells }, index): Record<string, Binding> => ({
        run_id: run.id,
        line,
        cells: JSON.stringify(cells),
        ...planColumns(plans[index]),
      }))
    )
  })
}
