import { DIM_DATE, DIM_LOCATION, DIM_PART, DIM_SUPPLIER } from '#insights/bi/dimensions'
import { FACT_MOVEMENT, FACT_STOCK_DAILY } from '#insights/bi/facts'
import type { AnyBiTable } from '#insights/bi/table'

/** The star schema, in the order in which it is told of. */
export const BI_TABLES: readonly AnyBiTable[] = [
  DIM_PART,
  DIM_LOCATION,
  DIM_SUPPLIER,
  DIM_DATE,
  FACT_MOVEMENT,
  FACT_STOCK_DAILY,
]
