import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { csvLine } from '#core/csv'
import { allowedImport, allowedKind } from '#core/import/controllers/allowed_import'
import { listRows } from '#core/import/rows'
import type { ImportRun } from '#core/import/runs'

const PIECE = 200
/** Tells spreadsheets that the text is UTF-8. */
const MARK = '\u{FEFF}'

/** Files that help with an import: a table to fill in, and the rows that have to be mended. */
export default class ImportDownloadsController {
  async template(ctx: HttpContext) {
    const kind = allowedKind(ctx, ctx.params.kind)
    const lines = [
      kind.fields.map(({ label }) => label),
      kind.fields.map(({ example }) => example[0]),
      kind.fields.map(({ example }) => example[1]),
    ]
    sendCsv(ctx, `${kind.key.replace('_', '-')}-template.csv`)
    ctx.response.send(MARK + lines.map((cells) => csvLine(cells)).join(''))
  }

  async badRows(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    sendCsv(ctx, `import-${run.id}-to-mend.csv`)
    ctx.response.stream(Readable.from(badLines(run)))
  }
}

function sendCsv({ response }: HttpContext, name: string): void {
  response.header('content-type', 'text/csv; charset=utf-8')
  response.header('content-disposition', `attachment; filename="${name}"`)
}

/** The columns of the file, and one that says what is wrong. */
async function* badLines(run: ImportRun): AsyncGenerator<string> {
  const { headings } = run.contents
  yield MARK + csvLine([...headings, 'What is wrong'])
  let afterLine = 0
  for (;;) {
    const rows = await listRows({ runId: run.id, states: ['bad', 'kept'], limit: PIECE, afterLine })
    if (rows.length === 0) return
    afterLine = rows[rows.length - 1].line
    yield rows
      .map(({ cells, messages = {} }) => {
        const why = Object.entries(messages).map(([key, text]) => `${labelOf(run, key)}${text}`)
        return csvLine([...headings.map((_, column) => cells[column] ?? ''), why.join(' ')])
      })
      .join('')
  }
}

function labelOf(run: ImportRun, key: string): string {
  const field = run.kind.fields.find((one) => one.key === key)
  return field ? `${field.label}: ` : ''
}
