import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { readingOf } from '#core/import/plan_rows'
import { givenFields, textOf } from '#core/import/row_values'
import { listRows, type ImportRow } from '#core/import/rows'
import {
  countRows,
  earlierImport,
  ROW_STATES,
  type ImportRun,
  type RowCounts,
  type RowState,
} from '#core/import/runs'
import { formatCount } from '#core/local_format'

const ROWS_A_PAGE = 50

/** What a row's state is called; also the order of the tabs. */
export function stateLabel(state: RowState): string {
  const labels: Record<RowState, () => string> = {
    bad: () => t('To mend'),
    new: () => t('import|New'),
    changed: () => t('import|Changed'),
    unchanged: () => t('import|Unchanged'),
    skipped: () => t('Left out'),
    done: () => t('Imported'),
    undone: () => t('import|Undone'),
    kept: () => t('Not undone'),
  }
  return labels[state]()
}

const TAB_ORDER: readonly RowState[] = [
  'bad',
  'kept',
  'done',
  'new',
  'changed',
  'unchanged',
  'skipped',
  'undone',
]

/** The page of an import whose rows are checked, and of what came of it. */
export async function reviewOf(ctx: HttpContext, run: ImportRun) {
  const counts = await countRows(run.id)
  const asked = ROW_STATES.find((state) => state === ctx.request.qs().show)
  const shown = asked ?? TAB_ORDER.find((state) => counts[state] > 0) ?? 'new'
  const page = pageNumber(ctx)
  const rows = await listRows({
    runId: run.id,
    states: [shown],
    limit: ROWS_A_PAGE + 1,
    offset: (page - 1) * ROWS_A_PAGE,
  })
  return {
    run,
    counts,
    shown,
    page,
    hasNext: rows.length > ROWS_A_PAGE,
    fields: shownFields(run),
    rows: rows.slice(0, ROWS_A_PAGE).map((row) => rowView(row, run)),
    tabs: tabsOf(run, counts),
    toDo: counts.new + counts.changed,
    isOver: run.importedAt !== null,
    hasEffect: counts.done > 0,
    earlier: run.importedAt === null ? await earlierImport(run) : null,
  }
}

function tabsOf({ id }: ImportRun, counts: RowCounts) {
  return TAB_ORDER.filter((state) => counts[state] > 0).map((state) => ({
    key: state,
    label: `${stateLabel(state)} (${formatCount(counts[state])})`,
    href: `/imports/${id}?show=${state}`,
  }))
}

/** The fields that the file has something for, and those that must be there. */
export function shownFields(run: ImportRun) {
  const given = givenFields(readingOf(run))
  return run.kind.fields.filter(({ key, required }) => required || given.has(key))
}

/** A row as the table shows it: each field with its text, what is wrong, and what it changes. */
export function rowView(row: ImportRow, run: ImportRun) {
  const reading = readingOf(run)
  const fields = shownFields(run)
  const { messages = {}, changes = {} } = row
  const shown = new Set(fields.map(({ key }) => key))
  const others = Object.entries(messages).filter(([key]) => !shown.has(key))
  return {
    id: row.id,
    line: row.line,
    state: row.state,
    label: stateLabel(row.state),
    title: row.title ?? '',
    canMend: ['new', 'changed', 'unchanged', 'bad', 'skipped'].includes(row.state),
    notes: others.map(([key, text]) => `${labelOf(run, key)}${text}`),
    cells: fields.map(({ key, label, type }) => ({
      key,
      label,
      isNumber: ['quantity', 'money', 'integer'].includes(type),
      text: textOf(row, key, reading),
      message: messages[key] ?? '',
      change: key in changes ? { from: changes[key][0], to: changes[key][1] } : null,
    })),
  }
}

function labelOf(run: ImportRun, key: string): string {
  const field = run.kind.fields.find((one) => one.key === key)
  return field ? `${t(field.label)}: ` : ''
}
