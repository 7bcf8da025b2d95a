import type { Knex } from 'knex'

type Table = Knex.CreateTableBuilder

/** A whole number of 10⁻⁵ units (quantity) or 10⁻⁶ currency units (money); see #core/decimal. */
export function scaled(table: Table, name: string) {
  return table.bigInteger(name)
}

/** A moment in UTC to the millisecond. */
export function moment(table: Table, name: string) {
  return table.datetime(name, { precision: 3, useTz: false })
}

/** A local calendar day, YYYY-MM-DD. */
export function day(table: Table, name: string) {
  return table.string(name, 10)
}

/** The CHECK that keeps a scaled column within what JS can read as an integer: ±(2⁵³ − 1). */
export function withinRange(column: string): string {
  return `${column} BETWEEN -9007199254740991 AND 9007199254740991`
}

/** Statements that make a table append-only on the engine: its rows cannot be changed or deleted. */
export function appendOnly(table: string, dialect: string): string[] {
  return ['UPDATE', 'DELETE'].map((verb) => {
    const name = `${table}_no_${verb.toLowerCase()}`
    const message = `${table} is append-only: correct it with a reversal`
    return dialect === 'mysql'
      ? `CREATE TRIGGER ${name} BEFORE ${verb} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}'`
      : `CREATE TRIGGER ${name} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, '${message}'); END`
  })
}
