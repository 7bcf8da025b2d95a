import { createHash } from 'node:crypto'
import { htmlAttributes } from '#core/html_attributes'
import { t } from '#core/i18n'
import {
  chooseColumns,
  PAGE_SIZES,
  type Density,
  type TableColumn,
  type TableDefinition,
} from '#core/table/definition'
import type { TableSettings } from '#core/table/settings'
import type { TableView } from '#core/table/views'

/** A filter that is set, in words, and the parameters that set it. */
export interface FilterChip {
  text: string
  parameters: readonly string[]
}

export interface ShownList {
  /** The address's query that shows this list again, without the page; nothing default is in it. */
  query: string
  ordering: string
  chips: readonly FilterChip[]
  /** Parameters of `query` that are no filter and stay when all filters are cleared, besides `ordering`. */
  constant?: readonly string[]
}

export interface OpenedTable {
  definition: TableDefinition
  settings: TableSettings
  path: string
  hasViews: boolean
  views: TableView[]
  view: TableView | null
  overrides: { columns: string[] | null; density: Density | null }
}

/** A table as its components show it. */
export class ShownTable {
  readonly name: string
  readonly path: string
  readonly regionId: string
  readonly pageSizes = PAGE_SIZES
  readonly pageSize: number
  readonly density: Density
  readonly columns: readonly TableColumn[]
  readonly columnKeys: string
  readonly choices: readonly (TableColumn & { isShown: boolean })[]
  readonly ordering: string
  readonly listQuery: string
  readonly hasViews: boolean
  readonly views: readonly TableView[]
  readonly view: TableView | null
  readonly defaultViewId: number | null
  readonly isChanged: boolean
  readonly chips: readonly { text: string; href: string; label: string }[]
  /** Rows stay chosen while this stays the same. */
  readonly filterKey: string

  constructor(
    private opened: OpenedTable,
    private list: ShownList
  ) {
    const { query, ordering, chips } = list
    const { definition, settings, view, overrides } = opened
    const keys = overrides.columns ?? view?.columns ?? settings.columns
    this.name = definition.name
    this.path = opened.path
    this.regionId = `${definition.name}-table`
    this.pageSize = settings.pageSize
    this.density = overrides.density ?? view?.density ?? settings.density
    this.columns = chooseColumns(definition, keys)
    this.columnKeys = this.columns.map(({ key }) => key).join(',')
    this.choices = choicesOf(definition, this.columns)
    this.ordering = ordering
    this.listQuery = query
    this.hasViews = opened.hasViews
    this.views = opened.views
    this.view = view
    this.defaultViewId = settings.defaultViewId
    this.isChanged = view !== null && this.#differsFrom(view)
    this.filterKey = withoutParameters(query, ['ordering'])
    this.chips = chips.map(({ text, parameters }) => ({
      text,
      label: t('Remove the filter {filter}', { filter: text }),
      href: this.urlOf(withoutParameters(query, parameters)),
    }))
  }

  /** The address of this list, with some parameters of it set; null takes one away. */
  urlWith(changes: Record<string, string | number | null>): string {
    const { page, ...ofList } = changes
    const query = new URLSearchParams(this.listQuery)
    for (const [name, value] of Object.entries(ofList)) {
      if (value === null || value === '') query.delete(name)
      else query.set(name, String(value))
    }
    return this.urlOf(query.toString(), Number(page ?? 1))
  }

  /** The address that sorts by this name, or turns the order round. */
  orderingUrl(name: string): string {
    const wanted = this.ordering === name ? `-${name}` : name
    return this.urlWith({
      ordering: wanted === this.opened.definition.defaultOrdering ? null : wanted,
    })
  }

  get url(): string {
    return this.urlOf(this.listQuery)
  }

  /** This list without any filter; the order stays. */
  get clearUrl(): string {
    return this.urlOf(new URLSearchParams(this.#constantParameters()).toString())
  }

  /** What an export of this list takes: its filters, order and columns. */
  exportQuery(): string {
    const query = new URLSearchParams(this.listQuery)
    query.set('columns', this.columnKeys)
    return query.toString().replaceAll('%2C', ',')
  }

  /** The whole list, when views are there and one of them is what the list opens with. */
  get plainUrl(): string {
    return this.defaultViewId === null ? this.path : `${this.path}?view=0`
  }

  /** The address of a list of this table: within a view it stays in it. */
  urlOf(listQuery: string, page = 1): string {
    const { view, overrides } = this.opened
    const isOfView = view !== null && isSameQuery(listQuery, view.query)
    const query = new URLSearchParams({
      ...this.#viewParameters(listQuery, isOfView),
      ...(isOfView ? {} : Object.fromEntries(new URLSearchParams(listQuery))),
      ...(overrides.columns ? { columns: overrides.columns.join(',') } : {}),
      ...(overrides.density ? { density: overrides.density } : {}),
      ...(page > 1 ? { page: String(page) } : {}),
    })
    const text = query.toString().replaceAll('%2C', ',')
    return text ? `${this.path}?${text}` : this.path
  }

  /** An empty list would be taken for the view's own, or for the one that the list opens with. */
  #viewParameters(listQuery: string, isOfView: boolean): Record<string, string> {
    const { view, settings } = this.opened
    if (view) {
      const isEmpty = !isOfView && listQuery === ''
      return { view: String(view.id), ...(isEmpty ? { own: '1' } : {}) }
    }
    return settings.defaultViewId !== null && listQuery === '' ? { view: '0' } : {}
  }

  /** What a form of filters must send along, so that order, view and columns stay. */
  keptParameters(): Record<string, string> {
    const { view, overrides, settings } = this.opened
    return {
      ...this.#constantParameters(),
      ...(view ? { view: String(view.id) } : {}),
      ...(view || settings.defaultViewId !== null ? { own: '1' } : {}),
      ...(overrides.columns ? { columns: overrides.columns.join(',') } : {}),
      ...(overrides.density ? { density: overrides.density } : {}),
    }
  }

  /** A short name of the filter, for ids of what belongs to it. */
  get filterId(): string {
    return createHash('sha256').update(this.filterKey).digest('hex').slice(0, 10)
  }

  /** Parts of the page outside of the table that change with it. */
  get sideParts(): string {
    const parts = this.hasViews ? ['views', 'kept', 'export'] : ['kept']
    return parts.map((part) => `#${this.name}-${part}`).join(',')
  }

  /** What makes a form of filters fetch only the table while one types and chooses. */
  filterAttributes(): string {
    return htmlAttributes({
      'id': `${this.name}-filters`,
      'action': this.path,
      'method': 'get',
      'role': 'search',
      'hx-get': this.path,
      'hx-trigger': 'submit, change, input changed delay:300ms from:find input[type=search]',
      'hx-target': `#${this.regionId}`,
      'hx-select': `#${this.regionId}`,
      'hx-select-oob': `${this.sideParts},#filter-count`,
      'hx-swap': 'outerHTML show:none settle:0ms',
      'hx-sync': 'this:replace',
    })
  }

  /** What the script needs to know of a row: where Enter leads, what Space shows, what an edit builds on. */
  rowAttributes(
    id: number | string,
    { href, preview, version }: { href?: string; preview?: string; version?: string } = {}
  ): string {
    return htmlAttributes({
      'id': `${this.name}-row-${id}`,
      'data-row': id,
      'data-href': href,
      'data-preview': preview,
      'data-version': version,
    })
  }

  #constantParameters(): Record<string, string> {
    const names = ['ordering', ...(this.list.constant ?? [])]
    const parameters = new URLSearchParams(this.listQuery)
    return Object.fromEntries([...parameters].filter(([name]) => names.includes(name)))
  }

  #differsFrom(view: TableView): boolean {
    const { definition } = this.opened
    const own = view.columns ? chooseColumns(definition, view.columns) : this.columns
    const isSame =
      isSameQuery(this.listQuery, view.query) &&
      own.map(({ key }) => key).join(',') === this.columnKeys &&
      view.density === this.density
    return !isSame
  }
}

function choicesOf(definition: TableDefinition, shown: readonly TableColumn[]) {
  const hidden = definition.columns.filter((column) => !shown.includes(column))
  return [
    ...shown.map((column) => ({ ...column, isShown: true })),
    ...hidden.map((column) => ({ ...column, isShown: false })),
  ]
}

function withoutParameters(query: string, names: readonly string[]): string {
  const parameters = new URLSearchParams(query)
  for (const name of names) parameters.delete(name)
  return parameters.toString()
}

function isSameQuery(one: string, other: string): boolean {
  return sorted(one) === sorted(other)
}

function sorted(query: string): string {
  const parameters = new URLSearchParams(query)
  parameters.sort()
  return parameters.toString()
}
