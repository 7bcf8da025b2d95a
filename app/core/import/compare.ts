import type { ImportField, RowChanges, RowValues } from '#core/import/kinds'

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
