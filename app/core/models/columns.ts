import { column } from '@adonisjs/lucid/orm'
import { toScaled, toScaledOrNull } from '#core/decimal'

/** A scaled integer (#core/decimal) that is always there. */
export function scaledColumn() {
  return column({ consume: (value) => toScaled(value), serialize: (value) => value.toString() })
}

/** A scaled integer that may be null. */
export function optionalScaledColumn() {
  return column({
    consume: (value) => toScaledOrNull(value),
    serialize: (value) => value?.toString() ?? null,
  })
}

/** A yes/no column: 0 and 1 in both databases. */
export function booleanColumn() {
  return column({ consume: (value) => Boolean(value), prepare: (value) => (value ? 1 : 0) })
}
