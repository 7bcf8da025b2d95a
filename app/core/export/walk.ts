import { setImmediate } from 'node:timers/promises'
import type { OpenTable } from '#core/export/table_export'
import { inPieces } from '#core/sql'

const PIECE = 500

/** The rows of known ids, read some hundred at a time; others have their turn in between. */
export function tableOfIds<T>(
  ids: readonly number[],
  read: (ids: readonly number[]) => Promise<T[]>
): OpenTable<T> {
  return {
    count: async (limit) => Math.min(ids.length, limit),
    rows: async function* () {
      for (const piece of inPieces(ids, PIECE)) {
        yield* await read(piece)
        await setImmediate()
      }
    },
  }
}

/** Ids as an address names them; what is no id is left out. */
export function numbersOf(ids: readonly string[]): number[] {
  return [...new Set(ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number))]
}

/** Chosen ids in the order of their list; those that are no longer in it come last. */
export function inListOrder(list: readonly number[], ids: readonly number[]): number[] {
  const chosen = new Set(ids)
  const listed = list.filter((id) => chosen.delete(id))
  return [...listed, ...chosen]
}

/** "yes" and "no", as files for machines say it. */
export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
