import type { Actor } from '#core/access'
import { registerExport } from '#core/export/registry'
import type { TableExport } from '#core/export/table_export'
import { startExport } from '#files/actions/start_export'
import { findKeptExport } from '#files/queries/read_exports'
import { ownName } from '#tests/helpers/catalog'

/** A table that is as long as a test wants it to be, and waits at its 100th row until it is let go. */
export function longTable(length: number) {
  let letGo = () => {}
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve))
  const table: TableExport<number> = {
    name: ownName('numbers'),
    right: ['part', 'view'],
    columns: [{ key: 'number', heading: 'Number', type: 'count', valueOf: (row) => row }],
    fileName: async () => 'numbers',
    open: async () => ({
      count: async (limit) => Math.min(length, limit),
      rows: async function* () {
        for (let row = 1; row <= length; row++) {
          if (row === 100) await isLetGo
          yield row
        }
      },
    }),
  }
  registerExport(table)
  return { table, letGo }
}

/** Asks for an export of a table as this user. */
export async function beginExport(name: string, actorId: number): Promise<number> {
  const actor: Actor = {
    id: actorId,
    username: '',
    name: '',
    email: '',
    isStaff: false,
    isSuperuser: false,
    rights: new Set(),
  }
  const request = { query: {}, ids: [], columns: [] }
  const asked = {
    table: name,
    format: 'csv',
    request,
    filters: '',
    fileName: 'numbers.csv',
  } as const
  return startExport(asked, actor)
}

export async function keptExport(id: number) {
  const found = await findKeptExport(id)
  if (!found) throw new Error('The export is gone')
  return found
}
