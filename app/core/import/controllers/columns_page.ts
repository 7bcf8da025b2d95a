import { can, type Actor } from '#core/access'
import { t } from '#core/i18n'
import { readColumns } from '#core/import/create_import'
import type { ImportField } from '#core/import/kinds'
import { dateForm, decimalForm } from '#core/import/read_value'
import type { ImportRun } from '#core/import/runs'
import { detectReading } from '#core/import/table'

const SHOWN_SAMPLES = 3

/** What the page of the columns shows. */
export function columnsPage(run: ImportRun, actor: Actor) {
  const { kind, contents, mapping, choices, format } = run
  const columns = readColumns(kind, mapping)
  const detected = detectReading(contents, format, columns)
  const used = new Set(Object.values(mapping))
  return {
    run,
    fields: kind.fields.map((field) => fieldLine(field, run)),
    columnOptions: contents.headings.map((label, value) => ({ label, value })),
    samples: contents.headings.map((_, column) => samplesOf(run, column)),
    unused: contents.headings.filter((_, column) => !used.has(column)),
    options: kind.options
      .filter(({ needs }) => !needs || can(actor, ...needs))
      .map(({ key, label }) => ({ key, label, isChosen: choices.options.includes(key) })),
    decimal: {
      value: choices.decimal || detected.decimal,
      isAsked: format.type === 'csv' && columns.numbers.length > 0,
      example: unclearSample(run, columns.numbers, (text) => decimalForm(text) === 'unclear'),
    },
    dates: {
      value: choices.dates || detected.dates,
      isAsked: columns.dates.length > 0,
      example: unclearSample(run, columns.dates, (text) => dateForm(text) === 'unclear'),
    },
    delimiters: [
      { value: ',', label: t('Comma ,') },
      { value: ';', label: t('Semicolon ;') },
      { value: 'tab', label: t('Tab') },
      { value: '|', label: t('Bar |') },
    ],
    encodings: [
      { value: 'utf-8', label: 'UTF-8' },
      { value: 'utf-16le', label: 'UTF-16' },
      { value: 'utf-16be', label: 'UTF-16 BE' },
      { value: 'windows-1252', label: t('Western (Windows-1252)') },
      { value: 'windows-1251', label: t('Cyrillic (Windows-1251)') },
    ],
  }
}

function fieldLine(field: ImportField, run: ImportRun) {
  const column = run.mapping[field.key]
  return {
    ...field,
    column,
    sample: column === undefined ? '' : samplesOf(run, column),
    default: run.choices.defaults[field.key] ?? '',
    takesDefault: !['name', 'sku', 'entry'].includes(field.key),
  }
}

/** The first values of a column, for people. */
function samplesOf({ contents }: ImportRun, column: number): string {
  return contents.samples
    .map((cells) => cells[column] ?? '')
    .filter(Boolean)
    .slice(0, SHOWN_SAMPLES)
    .join(' · ')
}

function unclearSample(
  { contents }: ImportRun,
  columns: readonly number[],
  isUnclear: (text: string) => boolean
): string {
  for (const cells of contents.samples) {
    for (const column of columns) {
      if (cells[column] && isUnclear(cells[column])) return cells[column]
    }
  }
  return ''
}
