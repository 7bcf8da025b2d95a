import { t } from '#core/i18n'
import type { RowOutcome } from '#core/import/kinds'

export type RawValues = Record<string, string | number | null>

/** How a kind reads and changes one of its rows. */
export interface Changeable {
  read(id: number, fields: readonly string[]): Promise<RawValues>
  write(id: number, raw: RawValues): Promise<void>
}

/** Changes a row and remembers what it was, so that it can be put back. */
export async function changeTracked(
  id: number,
  raw: RawValues,
  { read, write }: Changeable
): Promise<RowOutcome> {
  const fields = Object.keys(raw)
  const before = await read(id, fields)
  await write(id, raw)
  return { changedId: id, before, after: await read(id, fields) }
}

/** Puts a row back unless it was changed again; gives why it stays, or null. */
export async function putBack(
  { changedId, before = {}, after = {} }: RowOutcome,
  { read, write }: Changeable
): Promise<string | null> {
  if (changedId === undefined) return null
  const current = await read(changedId, Object.keys(after))
  const isUnchanged = Object.entries(after).every(([name, value]) => current[name] === value)
  if (!isUnchanged) return t('It was changed again since, so it stays as it is.')
  await write(changedId, before)
  return null
}

/** A value of the database as it could be sent again. */
export function plainValue(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  return typeof value === 'number' ? value : String(value)
}
