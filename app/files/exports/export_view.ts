import { localeTag, t, translatable } from '#core/i18n'
import { formatSize } from '#core/local_format'
import { viewHelpers } from '#core/view_helpers'
import type { ExportState, KeptExport } from '#files/queries/read_exports'

const STATE_LABELS: Record<ExportState, string> = {
  waiting: translatable('Waiting'),
  running: translatable('In progress'),
  done: translatable('Ready'),
  failed: translatable('Failed'),
  cancelled: translatable('Cancelled'),
}
const STATE_KINDS: Record<ExportState, string | undefined> = {
  waiting: 'info',
  running: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: undefined,
}

/** An export as its pages show it. */
export function exportView(kept: KeptExport) {
  return {
    ...kept,
    stateLabel: t(STATE_LABELS[kept.state]),
    stateKind: STATE_KINDS[kept.state],
    rowsText: rowsText(kept),
    size: kept.bytes === null ? '' : formatSize(kept.bytes),
    age: ageText(kept.createdAt),
    downloadUrl: `/exports/${kept.id}/file`,
  }
}

function rowsText({ isOpen, rowCount, rowsWritten }: KeptExport): string {
  const rows = viewHelpers.count(rowsWritten)
  if (!isOpen) return t('{rows} rows', { rows })
  return rowCount === 0
    ? t('Counting the rows …')
    : t('{rows} of {total} rows', { rows, total: viewHelpers.count(rowCount) })
}

const AGES = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function ageText(createdAt: string): string {
  const seconds = (Date.now() - Date.parse(`${createdAt.replace(' ', 'T')}Z`)) / 1000
  const format = new Intl.RelativeTimeFormat(localeTag(), { numeric: 'auto' })
  const [unit, length] = AGES.find(([, each]) => seconds >= each) ?? ['second', 1]
  return format.format(-Math.floor(seconds / length), unit)
}
