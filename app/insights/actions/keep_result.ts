import db from '@adonisjs/lucid/services/db'
import { LARGEST_STORABLE } from '#core/decimal'
import { insertRows } from '#core/sql'
import { now, toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { Hdfs, HdfsFile } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'
import { linesOf, unescapeField } from '#insights/mapreduce/fields'
import { parseAmount, RESULT_HEADER } from '#insights/mapreduce/format'

/** How a result was made. */
export interface ResultOrigin {
  runId: number
  inputRows: number | null
  inputSha256: string | null
  durationMs: number
  applicationId: string | null
  trackingUrl: string | null
}

const ROWS_A_TRANSACTION = 500

/**
 * Reads the result in HDFS and keeps it, so that it can be searched and is there when HDFS is not. The one before
 * is shown until all of the new one has arrived. Gives its id.
 */
export async function keepResult(hdfs: Hdfs, origin: ResultOrigin | null): Promise<number> {
  const file = await hdfs.stat(LAYOUT.result)
  const id = await beginResult(file, origin)
  let position = 0
  let piece: KeptRow[] = []
  const flush = async () => {
    const rows = piece
    piece = []
    await transact(async ({ trx }) => void (await insertRows(trx, 'analysis_result_rows', rows)))
  }
  for await (const row of readRows(hdfs)) {
    piece.push({ result_id: id, position: ++position, ...row })
    if (piece.length >= ROWS_A_TRANSACTION) await flush()
  }
  if (piece.length > 0) await flush()
  await db.from('analysis_results').where('id', id).update({ item_count: position, read_at: now() })
  await forgetOthers(id)
  return id
}

function originColumns(origin: ResultOrigin) {
  return {
    run_id: origin.runId,
    input_rows: origin.inputRows,
    input_sha256: origin.inputSha256,
    duration_ms: origin.durationMs,
    application_id: origin.applicationId,
    tracking_url: origin.trackingUrl?.slice(0, 500) ?? null,
  }
}

interface ResultRow {
  name: string
  total: bigint
  profit: bigint
}

interface KeptRow extends Record<string, string | number | bigint> {
  result_id: number
  position: number
}

async function beginResult(file: HdfsFile, origin: ResultOrigin | null): Promise<number> {
  const [id] = await db.table('analysis_results').insert({
    file_id: file.id,
    made_at: toDatabaseTime(new Date(file.modifiedAt)),
    bytes: file.length,
    ...(origin ? originColumns(origin) : {}),
  })
  return Number(id)
}

/** The lines of a result; a line that is none of ours is a fault that names it. */
export async function* readRows(
  hdfs: Hdfs
): AsyncGenerator<ResultRow & Record<string, string | bigint>> {
  let number = 0
  for await (const line of linesOf(hdfs.read(LAYOUT.result))) {
    number += 1
    if (number === 1 && line === RESULT_HEADER) continue
    yield parseRow(line, number)
  }
}

function parseRow(line: string, number: number) {
  const [name, total, profit, ...more] = line.split('\t')
  try {
    const row = {
      name: unescapeField(name),
      total: parseAmount(total ?? ''),
      profit: parseAmount(profit ?? ''),
    }
    if (more.length === 0 && isKeepable(row.total) && isKeepable(row.profit)) return row
  } catch {
    // Told below, with its number.
  }
  throw new HdfsFault('damaged', `${LAYOUT.result}: line ${number} is no "item, total, profit"`)
}

function isKeepable(amount: bigint): boolean {
  return amount <= LARGEST_STORABLE && amount >= -LARGEST_STORABLE
}

async function forgetOthers(id: number): Promise<void> {
  await db.from('analysis_result_rows').where('result_id', '<', id).delete()
  await db.from('analysis_results').where('id', '<', id).delete()
}
