/** What a cell holds, as #insights/bi/parquet_schema stores it. */
export type Cell = bigint | number | string | boolean | null

/**
 * How a column is kept: "quantity" and "money" are exact decimals of 5 and of 6 places, "day" is a date,
 * "moment" is UTC to the millisecond.
 */
export type ColumnType = 'id' | 'whole' | 'flag' | 'text' | 'day' | 'moment' | 'quantity' | 'money'

/** What the file's writer needs to know of a column. */
export interface ColumnShape {
  name: string
  type: ColumnType
  isNullable?: boolean
}

export interface BiColumn<Row> extends ColumnShape {
  /** For the data dictionary, in English as the names are. */
  description: string
  valueOf(row: Row): Cell
}

/** A table of the star schema. */
export interface BiTable<Row> {
  name: string
  description: string
  /** Facts lie in one file a month. */
  isByMonth: boolean
  columns: readonly BiColumn<Row>[]
}

/** Fits every query's rows, so that lists of tables can be told of together. */
export type AnyBiTable = Pick<BiTable<never>, 'name' | 'description' | 'isByMonth' | 'columns'>

/** Raised when a table or a column changes its meaning: then every file is written anew. */
export const BI_SCHEMA_VERSION = 1

/** "fact_movement/month=2026-11/part-0.parquet", or "dim_part/part-0.parquet". */
export function filePath({ name }: Pick<AnyBiTable, 'name'>, month?: string): string {
  return month === undefined ? `${name}/part-0.parquet` : `${name}/month=${month}/part-0.parquet`
}
