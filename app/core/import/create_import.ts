import type { Actor } from '#core/access'
import { detectFormat, type FileFormat } from '#core/import/detect_format'
import { guessColumns, type Mapping } from '#core/import/guess_columns'
import type { ImportChoices, ImportKind } from '#core/import/kinds'
import type { ReceivedFile } from '#core/import/receive_file'
import { recallMapping } from '#core/import/remembered_mappings'
import type { ImportRun } from '#core/import/runs'
import { pathOfStored, removeStored } from '#core/import/stored_file'
import { detectReading, readContents, type TableContents } from '#core/import/table'
import { can } from '#core/access'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'

/** Looks at an uploaded file and begins an import of it; gives its id. The file goes when it is no table. */
export async function createImport(
  file: ReceivedFile,
  kind: ImportKind,
  actor: Actor
): Promise<number> {
  try {
    const format = await detectFormat(pathOfStored(file.storedName))
    const contents = await readContents(pathOfStored(file.storedName), format)
    const beginning = await beginningOf({ kind, format, contents }, actor)
    return await transact(async ({ trx }) => {
      const [id] = await trx.table('import_runs').insert({
        kind: kind.key,
        state: 'mapping',
        user_id: actor.id,
        user_name: actor.name.slice(0, 200),
        file_name: file.name,
        stored_name: file.storedName,
        file_size: file.size,
        file_hash: file.hash,
        created_at: now(),
        ...readingColumns({ format, contents, ...beginning }),
      })
      return Number(id)
    })
  } catch (error) {
    await removeStored(file.storedName)
    throw error
  }
}

interface Reading {
  format: FileFormat
  contents: TableContents
  mapping: Mapping
  choices: ImportChoices
}

function readingColumns({ format, contents, mapping, choices }: Reading) {
  return {
    format: JSON.stringify(format),
    contents: JSON.stringify(contents),
    mapping: JSON.stringify(mapping),
    choices: JSON.stringify(choices),
    row_count: contents.rowCount,
  }
}

/** Reads the file again another way: another sheet, delimiter or encoding. Throws InvalidInput. */
export async function readAgain(run: ImportRun, format: FileFormat, actor: Actor): Promise<void> {
  const contents = await readContents(pathOfStored(run.storedName ?? ''), format)
  const beginning = await beginningOf({ kind: run.kind, format, contents }, actor)
  await transact(async ({ trx }) => {
    await trx
      .from('import_runs')
      .where({ id: run.id, state: 'mapping' })
      .update(readingColumns({ format, contents, ...beginning }))
  })
}

interface Table {
  kind: ImportKind
  format: FileFormat
  contents: TableContents
}

/** What the page of the columns begins with: as it was last time, else what the headings say. */
async function beginningOf(
  { kind, format, contents }: Table,
  actor: Actor
): Promise<{ mapping: Mapping; choices: ImportChoices }> {
  const recalled = await recallMapping(actor.id, kind, contents.headings)
  const mapping = recalled?.mapping ?? guessColumns(kind, contents.headings)
  const options = kind.options.filter(
    ({ isOnByDefault, needs }) => isOnByDefault && (!needs || can(actor, ...needs))
  )
  const choices: ImportChoices = {
    mode: 'both',
    options: options.map(({ key }) => key),
    defaults: {},
    ...recalled?.choices,
    ...detectReading(contents, format, readColumns(kind, mapping)),
  }
  return { mapping, choices }
}

/** The columns with numbers, and those with dates. */
export function readColumns({ fields }: ImportKind, mapping: Mapping) {
  const columns = (...types: string[]) =>
    fields.flatMap(({ key, type }) => (types.includes(type) ? (mapping[key] ?? []) : []))
  return { numbers: columns('quantity', 'money'), dates: columns('moment') }
}
