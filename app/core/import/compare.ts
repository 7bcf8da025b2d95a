import { t } from '#core/i18n'
import type { ImportContext, ImportField, RowChanges, RowPlan, RowValues } from '#core/import/kinds'

/** What a row's values change of what is there, both as they are written for machines. */
export function changesOf(
  values: RowValues,
  current: RowValues,
  fields: readonly ImportField[]
): RowChanges {
  const changes: RowChanges = {}
  for (const { key } of fields) {
    const wanted = values[key]
    if (wanted === undefined || !(key in current) || wanted === current[key]) continue
    changes[key] = [current[key], wanted]
  }
  return changes
}

/** The values under other names, those without one left out. */
export function renamed(
  values: RowValues,
  names: Readonly<Record<string, string>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (names[key] ? [[names[key], value]] : []))
  )
}

/** The plan of a row about something that is not there yet. */
export function planAbsent(
  about: { title: string; identity: string },
  { choices }: ImportContext
): RowPlan {
  if (choices.mode !== 'update') return { state: 'new', ...about }
  const messages = { row: t('It is not there yet, and only updates were asked for.') }
  return { state: 'unchanged', ...about, messages }
}
