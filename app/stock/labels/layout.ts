import { InvalidInput } from '#core/exceptions'
import { t, translatable } from '#core/i18n'

/** Where labels lie on a page, in millimetres; a label printer's page is one label. */
export interface Layout {
  pageWidth: number
  pageHeight: number
  columns: number
  rows: number
  /** One label. */
  width: number
  height: number
  /** From the page's edge to the first label. */
  left: number
  top: number
  /** Between labels. */
  gapX: number
  gapY: number
}

export interface NamedLayout {
  key: string
  label: string
  isSheet: boolean
  layout: Layout
}

const PAGES = {
  a4: { pageWidth: 210, pageHeight: 297 },
  letter: { pageWidth: 215.9, pageHeight: 279.4 },
} as const

function roll(width: number, height: number): NamedLayout {
  return {
    key: `roll-${width}x${height}`,
    label: `${width} × ${height} mm`,
    isSheet: false,
    layout: rollLayout(width, height),
  }
}

function rollLayout(width: number, height: number): Layout {
  const none = edges([0, 0], [0, 0])
  return { pageWidth: width, pageHeight: height, columns: 1, rows: 1, width, height, ...none }
}

/** The sizes that shops buy; sheets with the numbers of the makers' own templates. */
export const LAYOUTS: readonly NamedLayout[] = [
  roll(62, 29),
  roll(57, 32),
  roll(50, 25),
  roll(40, 20),
  roll(100, 50),
  {
    key: 'a4-3x8',
    label: translatable('A4, 24 labels of 70 × 37 mm'),
    isSheet: true,
    layout: { ...PAGES.a4, columns: 3, rows: 8, ...size(70, 37), ...edges([0, 0.5], [0, 0]) },
  },
  {
    key: 'a4-3x7',
    label: translatable('A4, 21 labels of 63.5 × 38.1 mm'),
    isSheet: true,
    layout: {
      ...PAGES.a4,
      columns: 3,
      rows: 7,
      ...size(63.5, 38.1),
      ...edges([7.21, 15.15], [2.54, 0]),
    },
  },
  {
    key: 'a4-2x7',
    label: translatable('A4, 14 labels of 99.1 × 38.1 mm'),
    isSheet: true,
    layout: {
      ...PAGES.a4,
      columns: 2,
      rows: 7,
      ...size(99.1, 38.1),
      ...edges([4.65, 15.15], [2.5, 0]),
    },
  },
  {
    key: 'a4-5x13',
    label: translatable('A4, 65 labels of 38.1 × 21.2 mm'),
    isSheet: true,
    layout: {
      ...PAGES.a4,
      columns: 5,
      rows: 13,
      ...size(38.1, 21.2),
      ...edges([4.75, 10.7], [2.5, 0]),
    },
  },
  {
    key: 'letter-5160',
    label: translatable('Letter 5160, 30 labels of 66.7 × 25.4 mm'),
    isSheet: true,
    layout: {
      ...PAGES.letter,
      columns: 3,
      rows: 10,
      ...size(66.675, 25.4),
      ...edges([4.7625, 12.7], [3.175, 0]),
    },
  },
]

export const OWN_ROLL = 'roll-own'
export const OWN_SHEET = 'sheet-own'
export const DEFAULT_LAYOUT = LAYOUTS[0].key

function size(width: number, height: number) {
  return { width, height }
}

function edges([left, top]: [number, number], [gapX, gapY]: [number, number]) {
  return { left, top, gapX, gapY }
}

/** The fields of a layout of one's own, as text. */
export type OwnLayout = Record<string, string>

/** The layout of that name; one of one's own from its fields. Throws InvalidInput for what cannot be printed. */
export function layoutOf(key: string, own: OwnLayout): NamedLayout {
  if (key === OWN_ROLL) return { key, label: '', isSheet: false, layout: ownRoll(own) }
  if (key === OWN_SHEET) return { key, label: '', isSheet: true, layout: ownSheet(own) }
  return LAYOUTS.find((one) => one.key === key) ?? LAYOUTS[0]
}

function ownRoll(own: OwnLayout): Layout {
  return rollLayout(millimetres(own, 'width', [10, 300]), millimetres(own, 'height', [8, 300]))
}

function ownSheet(own: OwnLayout): Layout {
  const page = own.page === 'letter' ? PAGES.letter : PAGES.a4
  const layout = {
    ...page,
    columns: Math.round(millimetres(own, 'columns', [1, 20])),
    rows: Math.round(millimetres(own, 'rows', [1, 50])),
    width: millimetres(own, 'width', [10, 300]),
    height: millimetres(own, 'height', [8, 300]),
    left: millimetres(own, 'left', [0, 200]),
    top: millimetres(own, 'top', [0, 200]),
    gapX: millimetres(own, 'gap_x', [0, 100]),
    gapY: millimetres(own, 'gap_y', [0, 100]),
  }
  refuseOverhang(layout)
  return layout
}

function refuseOverhang(layout: Layout): void {
  const slack = 0.01
  const { columns, rows, width, height, left, top, gapX, gapY } = layout
  if (left + columns * width + (columns - 1) * gapX > layout.pageWidth + slack) {
    throw InvalidInput.field('columns', t('So many columns are wider than the page.'))
  }
  if (top + rows * height + (rows - 1) * gapY > layout.pageHeight + slack) {
    throw InvalidInput.field('rows', t('So many rows are longer than the page.'))
  }
}

function millimetres(own: OwnLayout, name: string, [least, most]: [number, number]): number {
  const text = (own[name] ?? '').trim().replace(',', '.')
  const value = text === '' ? Number.NaN : Number(text)
  if (value >= least && value <= most) return value
  throw InvalidInput.field(name, t('Enter a number from {least} to {most}.', { least, most }))
}

/** The page, from 0, and the corner of the label at this place of the print, from 0. */
export function placeOnPage(layout: Layout, at: number): { page: number; x: number; y: number } {
  const { columns, rows } = layout
  const onPage = at % (columns * rows)
  return {
    page: Math.floor(at / (columns * rows)),
    x: layout.left + (onPage % columns) * (layout.width + layout.gapX),
    y: layout.top + Math.floor(onPage / columns) * (layout.height + layout.gapY),
  }
}
