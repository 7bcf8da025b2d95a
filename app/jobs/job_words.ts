import { t, translatable } from '#core/i18n'
import { isScheduled, type JobRun, type RunState } from '#jobs/queries/read_runs'

const STATES: Readonly<Record<RunState, { text: string; kind?: string; icon: string }>> = {
  waiting: { text: translatable('run|Waiting'), icon: 'clock' },
  running: { text: translatable('run|Running'), kind: 'info', icon: 'player-play' },
  failed: { text: translatable('run|Will try again'), kind: 'warn', icon: 'refresh' },
  dead: { text: translatable('run|Failed'), kind: 'bad', icon: 'alert-triangle' },
  done: { text: translatable('run|Done'), kind: 'good', icon: 'check' },
  cancelled: { text: translatable('run|Cancelled'), icon: 'ban' },
}

const JOBS: Readonly<Record<string, string>> = {
  'clean_up': translatable('Clean-up of old records'),
  'clean_exports': translatable('Clean-up of old exports'),
  'export_table': translatable('Export of a list'),
  'change_items': translatable('Change of many items'),
  'check_ledger': translatable('Check of the ledger'),
  'check_projections': translatable('Check of the read models'),
  'clean_stores': translatable('Clean-up of unfinished uploads'),
  'remove_files': translatable('Removal of files'),
  'clean_pictures': translatable('Clean-up of pictures'),
  'export_bi': translatable('Export for BI tools'),
  'check_upload': translatable('Check of an uploaded file'),
  'make_picture_sizes': translatable('Sizes of a picture'),
  'make_sizes': translatable('Small pictures of an attachment'),
  'clean_attachments': translatable('Clean-up of attachments'),
  'import.check': translatable('Check of an import'),
  'import.apply': translatable('Import'),
  'import.undo': translatable('Undoing of an import'),
  'import.clean_up': translatable('Clean-up of old imports'),
  'hdfs_export': translatable('Export of transactions to HDFS'),
  'sales_analysis': translatable('Sales analysis on Hadoop'),
  'sales_reconciliation': translatable('Comparison of the sales analysis'),
  'rebuild_projection': translatable('Rebuilding of a read model'),
  'webhook.deliver': translatable('Sending of an event to a webhook'),
  'demo.load': translatable('Loading of the demo'),
}

const PROJECTIONS: Readonly<Record<string, string>> = {
  stock_figures: translatable('Figures of sales, purchases and stock'),
  webhook_deliveries: translatable('Messages to webhooks'),
}

/** How a state is shown: text, colour and icon of a badge. */
export function stateMark(state: RunState) {
  const { text, ...look } = STATES[state]
  return { ...look, text: t(text) }
}

/** As {@link stateMark}; a run whose time is still to come is told apart. */
export function runMark(run: Pick<JobRun, 'state' | 'run_at'>) {
  if (!isScheduled(run)) return stateMark(run.state)
  return { text: t('run|Scheduled'), icon: 'calendar-time', kind: undefined }
}

/** A job's name in words for people; its own name where it has no other. */
export function jobLabel(name: string): string {
  return Object.hasOwn(JOBS, name) ? t(JOBS[name]) : name
}

/** A read model's name in words for people; its own name where it has no other. */
export function projectionLabel(name: string): string {
  return Object.hasOwn(PROJECTIONS, name) ? t(PROJECTIONS[name]) : name
}
