import { Conflict, InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { countDone, PhaseEnded } from '#core/import/change_run'
import type { RowMessages, RowOutcome } from '#core/import/kinds'
import { Pace } from '#core/import/pace'
import type { Background, ImportPhase } from '#core/import/ports'
import type { ImportRow } from '#core/import/rows'
import type { RowState } from '#core/import/runs'
import { transact, type UnitOfWork } from '#core/unit_of_work'

/** What a row is after it was worked on. */
export interface Settled {
  state: RowState
  outcome?: RowOutcome
  messages?: RowMessages
}

export interface RowWork {
  runId: number
  phase: ImportPhase
  /** How many rows there are to work on. */
  total: number
  /** The next rows; those that are settled are not among them. */
  next(limit: number): Promise<ImportRow[]>
  /** Works on rows in their order. When it throws a refusal, nothing of it stays. */
  work(unit: UnitOfWork, rows: readonly ImportRow[]): Promise<Settled[]>
  /** What a row becomes whose work was refused. */
  refused(messages: RowMessages): Settled
}

/**
 * Works on all rows, some at a time, each piece with its effect in one transaction: whenever the process
 * dies, a row is either done and marked so, or neither. Where a piece is refused, its rows are tried one by one.
 */
export async function workThrough(work: RowWork, background: Background): Promise<void> {
  const pace = new Pace({ smallest: 25, largest: 250 })
  let done = 0
  for (;;) {
    const rows = await work.next(pace.size)
    if (rows.length === 0) return
    const startedAt = performance.now()
    if (!(await tryPiece(work, rows))) for (const row of rows) await oneByOne(work, row)
    pace.took(rows.length, performance.now() - startedAt)
    done += rows.length
    background.progress((100 * done) / Math.max(1, work.total), `${done} rows`)
    await background.breathe()
  }
}

async function tryPiece(work: RowWork, rows: readonly ImportRow[]): Promise<boolean> {
  try {
    await settle(work, rows, (unit) => work.work(unit, rows))
    return true
  } catch (error) {
    if (messagesOf(error)) return false
    throw error
  }
}

async function oneByOne(work: RowWork, row: ImportRow): Promise<void> {
  try {
    await settle(work, [row], (unit) => work.work(unit, [row]))
  } catch (error) {
    const messages = messagesOf(error)
    if (!messages) throw error
    await settle(work, [row], async () => [work.refused(messages)])
  }
}

function settle(
  { runId, phase }: RowWork,
  rows: readonly ImportRow[],
  work: (unit: UnitOfWork) => Promise<Settled[]>
): Promise<void> {
  return transact(async (unit) => {
    const isGoingOn = await countDone(unit, { id: runId, phase, add: rows.length })
    if (!isGoingOn) throw new PhaseEnded()
    const settled = await work(unit)
    for (const [index, row] of rows.entries()) await writeSettled(unit, row, settled[index])
  })
}

async function writeSettled(
  { trx }: UnitOfWork,
  row: ImportRow,
  { state, outcome, messages }: Settled
): Promise<void> {
  const { targetId, title, changes } = row
  await trx
    .from('import_rows')
    .where('id', row.id)
    .update({
      state,
      ...(outcome ? { outcome: JSON.stringify(outcome) } : {}),
      ...(messages ? { plan: JSON.stringify({ targetId, title, changes, messages }) } : {}),
    })
}

/** The refusal's text by field; null for what is no refusal but a failure. */
function messagesOf(error: unknown): RowMessages | null {
  if (error instanceof InvalidInput) {
    return Object.fromEntries(
      Object.entries(error.fields).map(([name, texts]) => [
        name === 'non_field_errors' ? 'row' : name,
        [texts].flat(3).map(String).join(' '),
      ])
    )
  }
  if (error instanceof Conflict) return { row: error.message }
  if (error instanceof NotFound) return { row: t('What this row names is no longer there.') }
  return null
}
