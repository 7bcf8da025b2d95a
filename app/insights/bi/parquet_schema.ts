import type { SchemaElement } from 'hyparquet-writer'
import type { ColumnShape, ColumnType } from '#insights/bi/table'

/** Digits of a decimal that is kept as a 64-bit integer. */
const PRECISION = 18

type Storage = Omit<SchemaElement, 'name' | 'repetition_type'>

function decimal(scale: number): Storage {
  return {
    type: 'INT64',
    converted_type: 'DECIMAL',
    logical_type: { type: 'DECIMAL', scale, precision: PRECISION },
    scale,
    precision: PRECISION,
  }
}

const STORAGE: Record<ColumnType, Storage> = {
  id: { type: 'INT64' },
  whole: { type: 'INT32' },
  flag: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  day: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  quantity: decimal(5),
  money: decimal(6),
}

/** The schema of a file: no figure is a float. */
export function parquetSchema(columns: readonly ColumnShape[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type, isNullable }) => ({
      name,
      ...STORAGE[type],
      repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
    })),
  ]
}
