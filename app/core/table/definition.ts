export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

export const PAGE_SIZES = [25, 50, 100] as const

export interface TableColumn {
  key: string
  /** English, marked by `translatable`. */
  label: string
  isNumeric?: boolean
  /** What `?ordering=` calls it; a column without cannot be sorted by. */
  ordering?: string
  /** Not shown until it is chosen. */
  isHidden?: boolean
  /** Always shown, and first. */
  isFixed?: boolean
}

/** A table as it is described once in code. */
export interface TableDefinition {
  /** Unique; settings and views are kept under it, and the ids of its elements begin with it. */
  name: string
  path: string
  columns: readonly TableColumn[]
  /** The order without `?ordering=`. */
  defaultOrdering: string
}

const NAME = /^[a-z][a-z_]{0,38}$/

/** Checks a description once, when its module is loaded. */
export function defineTable(definition: TableDefinition): TableDefinition {
  const keys = definition.columns.map(({ key }) => key)
  if (new Set(keys).size < keys.length || ![definition.name, ...keys].every(isTableName))
    throw new Error(`The table "${definition.name}" has a bad name or two columns of one key`)
  return definition
}

export function isTableName(text: string): boolean {
  return NAME.test(text)
}

/** The columns that these keys show, in their order; unknown ones are left out, fixed ones never. */
export function chooseColumns(
  { columns }: TableDefinition,
  keys: readonly string[] | null
): TableColumn[] {
  const wanted = keys ?? columns.filter(({ isHidden }) => !isHidden).map(({ key }) => key)
  const fixed = columns.filter(({ isFixed }) => isFixed)
  const chosen = wanted.flatMap((key) => columns.filter((one) => one.key === key && !one.isFixed))
  return [...fixed, ...new Set(chosen)]
}

/** "name,sku" as the keys of columns; null for what names none. */
export function readColumnKeys(value: unknown): string[] | null {
  // An address's commas may have been read as a list already.
  const texts = [value].flat().filter((text) => typeof text === 'string')
  const keys = texts.flatMap((text) => text.split(',')).filter(isTableName)
  return keys.length > 0 ? keys : null
}

export function readDensity(text: unknown): Density | null {
  return DENSITIES.find((density) => density === text) ?? null
}
