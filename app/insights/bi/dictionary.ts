import type { BiManifest } from '#insights/bi/manifest'
import { BI_SCHEMA_VERSION, filePath, type AnyBiTable, type ColumnType } from '#insights/bi/table'
import { BI_TABLES } from '#insights/bi/tables'

export const DICTIONARY_JSON = 'dictionary.json'
export const DICTIONARY_TEXT = 'dictionary.md'

const SQL_TYPES: Record<ColumnType, string> = {
  id: 'BIGINT',
  whole: 'INTEGER',
  flag: 'BOOLEAN',
  text: 'VARCHAR',
  day: 'DATE',
  moment: 'TIMESTAMP WITH TIME ZONE',
  quantity: 'DECIMAL(18, 5)',
  money: 'DECIMAL(18, 6)',
}

type Company = BiManifest['company']

/** What every table and column means, for programs. */
export function dictionaryJson(company: Company): string {
  const tables = BI_TABLES.map((table) => ({
    name: table.name,
    description: table.description,
    files: filesOf(table),
    columns: table.columns.map(({ name, type, isNullable, description }) => ({
      name,
      type: SQL_TYPES[type],
      nullable: isNullable === true,
      description,
    })),
  }))
  return `${JSON.stringify({ schema_version: BI_SCHEMA_VERSION, company, tables }, null, 2)}\n`
}

/** The same for people, as Markdown. */
export function dictionaryText(company: Company): string {
  return [
    '# Data dictionary',
    '',
    `Star schema ${BI_SCHEMA_VERSION} of ${company.name}. Money is in ${company.currency}, exact to 6 decimals; quantities are exact to 5.`,
    `Days are local days of ${company.time_zone}; moments are UTC. \`manifest.json\` lists the files with rows and SHA-256; it is written last.`,
    '',
    'Facts lie in one file a month, and only months that changed are written anew. `month` is a partition column',
    '(YYYY-MM), which tools read from the names of the folders.',
    '',
    ...BI_TABLES.flatMap(describe),
    '## Not in it yet',
    '',
    '`fact_order_line`: there are no orders in this version. Customers and prices agreed on come with them.',
    '',
  ].join('\n')
}

function describe(table: AnyBiTable): string[] {
  return [
    `## ${table.name}`,
    '',
    table.description,
    '',
    `Files: \`${filesOf(table)}\``,
    '',
    '| column | type | may be empty | |',
    '|---|---|---|---|',
    ...table.columns.map(
      ({ name, type, isNullable, description }) =>
        `| \`${name}\` | ${SQL_TYPES[type]} | ${isNullable ? 'yes' : ''} | ${description} |`
    ),
    '',
  ]
}

function filesOf(table: AnyBiTable): string {
  return table.isByMonth ? filePath(table, 'YYYY-MM') : filePath(table)
}
