import { column } from '@adonisjs/lucid/orm'

/** A yes/no column: 0 and 1 in both databases. */
export function booleanColumn() {
  return column({ consume: (value) => Boolean(value), prepare: (value) => (value ? 1 : 0) })
}
