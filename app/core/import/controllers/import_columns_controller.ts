import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { beginPhase } from '#core/import/change_run'
import { allowedImport } from '#core/import/controllers/allowed_import'
import { columnsPage } from '#core/import/controllers/columns_page'
import { readAgain, readColumns } from '#core/import/create_import'
import { DELIMITERS, ENCODINGS, type FileFormat } from '#core/import/detect_format'
import type { Mapping } from '#core/import/guess_columns'
import type { ImportChoices, ImportKind } from '#core/import/kinds'
import { rememberMapping } from '#core/import/remembered_mappings'
import { earlierImport, type ImportRun } from '#core/import/runs'
import { detectReading } from '#core/import/table'
import { transact } from '#core/unit_of_work'

/** Which column is what, and how the file is read. */
export default class ImportColumnsController {
  async show(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    if (!['mapping', 'checked'].includes(run.state)) {
      return ctx.response.redirect(`/imports/${run.id}`)
    }
    const earlier = await earlierImport(run)
    return ctx.view.render('pages/imports/columns', { ...columnsPage(run, ctx.actor), earlier })
  }

  /** Another sheet, delimiter or encoding. */
  async update(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    await readAgain(run, chosenFormat(ctx, run.format), ctx.actor)
    return ctx.response.redirect(`/imports/${run.id}/columns`)
  }

  /** Takes the mapping and lets the rows be checked. */
  async store(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    const mapping = chosenMapping(ctx, run)
    const choices = chosenChoices(ctx, run.kind)
    refuseIncomplete({ ...run, mapping }, choices)
    await transact((unit) =>
      rememberMapping(unit, ctx.actor.id, {
        kind: run.kind,
        headings: run.contents.headings,
        mapping,
        choices,
      })
    )
    await beginPhase(run, 'check', {
      userId: ctx.actor.id,
      total: run.rowCount,
      fields: { mapping: JSON.stringify(mapping), choices: JSON.stringify(choices) },
    })
    return ctx.response.redirect(`/imports/${run.id}`)
  }
}

function chosenFormat(ctx: HttpContext, format: FileFormat): FileFormat {
  if (format.type === 'xlsx') return { type: 'xlsx', sheet: toId(textField(ctx, 'sheet')) }
  const encoding = ENCODINGS.find((one) => one === textField(ctx, 'encoding'))
  const typed: unknown = ctx.request.input('delimiter')
  const delimiter = DELIMITERS.find((one) => one === typed || (one === '\t' && typed === 'tab'))
  return {
    type: 'csv',
    encoding: encoding ?? format.encoding,
    delimiter: delimiter ?? format.delimiter,
  }
}

function chosenMapping(ctx: HttpContext, { kind, contents }: ImportRun): Mapping {
  const mapping: Mapping = {}
  for (const { key } of kind.fields) {
    const text = textField(ctx, `column_${key}`)
    if (/^\d{1,3}$/.test(text) && Number(text) < contents.headings.length)
      mapping[key] = Number(text)
  }
  return mapping
}

function chosenChoices(ctx: HttpContext, { fields, options }: ImportKind): ImportChoices {
  const defaults = Object.fromEntries(
    fields.flatMap(({ key }) => {
      const text = textField(ctx, `default_${key}`)
      return text ? [[key, text]] : []
    })
  )
  const given = new Set([ctx.request.input('options') ?? []].flat().map(String))
  const mode = textField(ctx, 'mode')
  const decimal = textField(ctx, 'decimal')
  const dates = textField(ctx, 'dates')
  return {
    mode: mode === 'add' || mode === 'update' ? mode : 'both',
    decimal: decimal === 'point' || decimal === 'comma' ? decimal : '',
    dates: dates === 'day' || dates === 'month' ? dates : '',
    options: options
      .filter(({ key, needs }) => given.has(key) && (!needs || can(ctx.actor, ...needs)))
      .map(({ key }) => key),
    defaults,
  }
}

/** What must be said before rows can be checked. */
function refuseIncomplete(run: ImportRun, choices: ImportChoices): void {
  const { kind, mapping, contents, format } = run
  const missing = kind.fields.filter(
    ({ key, required }) => required && mapping[key] === undefined && !choices.defaults[key]
  )
  const faults = missing.map(({ key }) => [
    `column_${key}`,
    [t('Choose a column, or give one value for all rows.')],
  ])
  const reading = detectReading(contents, format, readColumns(kind, mapping))
  choices.decimal ||= reading.decimal
  choices.dates ||= reading.dates
  for (const name of ['decimal', 'dates'] as const) {
    if (choices[name] === '') faults.push([name, [t('Say which it is: the file leaves it open.')]])
  }
  if (faults.length > 0) throw new InvalidInput(Object.fromEntries(faults))
}
