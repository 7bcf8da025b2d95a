import { toScaled, toScaledOrNull } from '#core/decimal'
import type { BiColumn, Cell, ColumnType } from '#insights/bi/table'

const DAY_MS = 86_400_000

/** Columns of one kind of row: `of('id')` makes those of ids, each read as its type asks for. */
export function columnsOf<Row>() {
  return <Type extends ColumnType>(type: Type) =>
    (name: string, read: (row: Row) => unknown, description: string): BiColumn<Row> => ({
      name,
      type,
      description,
      valueOf: (row) => toCell(type, read(row)),
    })
}

/** The same column where a row may have nothing in it. */
export function optional<Row>(column: BiColumn<Row>): BiColumn<Row> {
  return { ...column, isNullable: true }
}

const READERS: Record<ColumnType, (value: NonNullable<unknown>) => Cell> = {
  id: toScaled,
  whole: Number,
  flag: (value) => Number(value) === 1,
  text: String,
  day: (value) => Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS,
  moment: (value) => BigInt(Date.parse(`${String(value).replace(' ', 'T')}Z`)),
  quantity: toScaledOrNull,
  money: toScaledOrNull,
}

/** A value of the database as its column keeps it. */
function toCell(type: ColumnType, value: unknown): Cell {
  return value === null || value === undefined ? null : READERS[type](value)
}
