import db from '@adonisjs/lucid/services/db'
import type { Binding } from '#core/sql'
import { columnOf } from '#core/resource/field'
import type { Query, Resource } from '#core/resource/resource'

const SELECT_ALL = /^select \* (?=from )/i

/** A query without columns and order as text: what follows its "select". */
export interface QueryText {
  from: string
  bindings: readonly Binding[]
}

/** The text of a query that selects no columns of its own. */
export function textOf(query: Query): QueryText {
  const { sql, bindings = [] } = query.toSQL()
  if (!SELECT_ALL.test(sql)) throw new Error('A list query must not select columns')
  return { from: sql.replace(SELECT_ALL, ''), bindings: bindings as Binding[] }
}

interface ReadingText {
  /** The columns that the fields need. */
  columns: string
  /** The outer joins that some of them come from. */
  join: string
}

const whole = new WeakMap<Resource, ReadingText>()
const listed = new WeakMap<Resource, ReadingText>()

/** What every statement that reads rows of the resource has in common, written once. */
export function readingText(resource: Resource, isList: boolean): ReadingText {
  const readings = isList ? listed : whole
  let known = readings.get(resource)
  if (!known) readings.set(resource, (known = writeReading(resource, isList)))
  return known
}

function writeReading(resource: Resource, isList: boolean): ReadingText {
  const joined: Query = db.from(resource.table)
  resource.join?.(joined)
  const from = `from ${quoted(resource.table)}`
  return {
    columns: [...collectColumns(resource, isList)].join(', '),
    join: textOf(joined).from.replace(from, ''),
  }
}

function collectColumns({ table, fields }: Resource, isList: boolean): Set<string> {
  const columns = new Set([quoted(`${table}.id as id`)])
  for (const [name, field] of Object.entries(fields)) {
    if (!field.encode || (isList && field.options.detailOnly)) continue
    for (const column of field.select ?? [columnOf(name, field)]) {
      columns.add(quoted(column.includes('.') ? column : `${table}.${column} as ${column}`))
    }
  }
  return columns
}

const quotedNames = new Map<string, string>()

/** "x.name as y" with backticks, which both engines read. Only for names that the code writes. */
export function quoted(column: string): string {
  let text = quotedNames.get(column)
  if (text === undefined) {
    text = column.replaceAll(/\b(?!as\b)\w+/g, '`$&`')
    quotedNames.set(column, text)
  }
  return text
}
