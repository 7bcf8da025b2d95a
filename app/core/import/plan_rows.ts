import { createHash } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { t } from '#core/i18n'
import type { Actor } from '#core/access'
import type { ImportContext, RowPlan } from '#core/import/kinds'
import { givenFields, readRow, type RowReading, type RowText } from '#core/import/row_values'
import type { ImportRun } from '#core/import/runs'
import { placeholders, selectRows, type Binding } from '#core/sql'

export interface NumberedRow extends RowText {
  line: number
}

export function readingOf(run: ImportRun): RowReading {
  return { kind: run.kind, mapping: run.mapping, choices: run.choices }
}

export function contextOf(run: ImportRun, actor: Actor): ImportContext {
  return { actor, choices: run.choices, runId: run.id, given: givenFields(readingOf(run)) }
}

/** What each row would do; a row with wrong fields is bad without being asked about. */
export async function planRows(
  rows: readonly NumberedRow[],
  run: ImportRun,
  context: ImportContext
): Promise<RowPlan[]> {
  const reading = readingOf(run)
  const read = rows.map((row) => ({ line: row.line, ...readRow(row, reading) }))
  const good = read.filter(({ messages }) => Object.keys(messages).length === 0)
  const plans = await run.kind.plan(good, withTyped(context, rows))
  const planOf = new Map(good.map(({ line }, index) => [line, plans[index]]))
  return read.map(({ line, messages }) => planOf.get(line) ?? { state: 'bad', messages })
}

function withTyped(context: ImportContext, rows: readonly NumberedRow[]): ImportContext {
  const typed = rows.flatMap((row) => Object.keys(row.typed))
  return typed.length === 0 ? context : { ...context, given: new Set([...context.given, ...typed]) }
}

export interface PlannedRow {
  line: number
  plan: RowPlan
}

/**
 * A row about the same as another is bad: of two, nobody knows which is meant. While a file is read that
 * is the later one; a row that is mended must be unlike all others.
 */
export async function refuseTwins(
  client: QueryClientContract,
  { runId, isMended = false }: { runId: number; isMended?: boolean },
  rows: readonly PlannedRow[]
): Promise<void> {
  const lines = await linesOf(client, runId, rows)
  for (const { line, plan } of rows) {
    const identity = hashedIdentity(plan)
    if (!identity) continue
    const others = (lines.get(identity) ?? []).filter((one) => one !== line)
    const twin = isMended ? others[0] : others.find((one) => one < line)
    lines.set(identity, [...others, line])
    if (twin === undefined || plan.state === 'bad') continue
    plan.state = 'bad'
    plan.messages = { row: t('Row {line, number} of the file is about the same.', { line: twin }) }
  }
}

/** The rows that are about the same things, by what they are about. */
async function linesOf(
  client: QueryClientContract,
  runId: number,
  rows: readonly PlannedRow[]
): Promise<Map<string, number[]>> {
  const identities = rows.flatMap(({ plan }) => hashedIdentity(plan) ?? [])
  if (identities.length === 0) return new Map()
  const known = await selectRows<{ identity: string; line: number }>(
    client,
    `SELECT identity, line FROM import_rows WHERE run_id = ? AND state <> 'skipped' AND identity IN (${placeholders(identities.length)}) ORDER BY line`,
    [runId, ...identities] as Binding[]
  )
  const lines = Map.groupBy(known, ({ identity }) => identity)
  return new Map(
    [...lines].map(([identity, found]) => [identity, found.map((one) => Number(one.line))])
  )
}

export function hashedIdentity({ identity }: RowPlan): string | null {
  return identity === undefined ? null : createHash('sha256').update(identity).digest('hex')
}

/** The columns of a row that hold its plan. */
export function planColumns(plan: RowPlan) {
  const { state, sortKey = '', targetId, title, changes, messages } = plan
  return {
    state,
    sort_key: sortKey,
    identity: hashedIdentity(plan),
    plan: JSON.stringify({ targetId, title, changes, messages }),
  }
}
