import { parentPort } from 'node:worker_threads'
import { ParquetFile } from '#insights/bi/parquet_file'
import type { Answer, Request } from '#insights/bi/parquet_files'

/*
| The thread in which Parquet files are encoded: in the embedded default the server's own thread has
| pages to answer meanwhile. Each request gets one answer, in order.
*/

let open: ParquetFile | null = null

parentPort?.on('message', (request: Request) => parentPort?.postMessage(answerTo(request)))

function answerTo(request: Request): Answer {
  try {
    if (request.kind === 'open') open = new ParquetFile(request.path, request.columns)
    else if (request.kind === 'rows') open?.add(request.cells)
    else return { file: open?.finish() }
    return {}
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
