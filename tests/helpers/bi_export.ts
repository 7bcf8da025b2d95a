import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { dataDirectory } from '#config/database'
import { exportBi, type BiExportContext } from '#insights/actions/export_bi'
import { BI_FOLDER, biStore } from '#insights/bi/store'

/** Exports into the store of this test run. */
export async function runBiExport(more: Partial<BiExportContext> = {}) {
  const stage = join(tmpdir(), `bi-${randomUUID()}`)
  return exportBi({
    store: biStore(),
    stage,
    progress() {},
    log() {},
    breathe: async () => {},
    ...more,
  })
}

export async function removeBiExport(): Promise<void> {
  await rm(biFile(''), { recursive: true, force: true })
}

/** Where a file of the export lies on this disk. */
export function biFile(path: string, folder = dataDirectory): string {
  return join(folder, 'exports', BI_FOLDER, path)
}

/** Asks DuckDB; `{dim_part}` in the question stands for the files of that table, in this data folder. */
export async function askDuckdb(question: string, folder?: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    const sql = question.replaceAll(/\{(\w+)\}/g, (_, table: string) => {
      const pattern = table.startsWith('dim_') ? '*.parquet' : '*/*.parquet'
      const files = biFile(`${table}/${pattern}`, folder)
      return `read_parquet('${files}', hive_partitioning = ${table.startsWith('fact_')})`
    })
    const answer = await connection.runAndReadAll(sql)
    return answer.getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
