import { InvalidInput } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import type { CodedModel } from '#catalog/barcodes/code'
import { DEFAULT_LAYOUT, layoutOf, type NamedLayout } from '#stock/labels/layout'

/** What can stand on a label beside the name, in the order it is printed. */
export const LABEL_PARTS = ['sku', 'price', 'batch', 'expiry', 'place', 'qr', 'linear'] as const
export type LabelPart = (typeof LABEL_PARTS)[number]
export const COPIES = ['one', 'number', 'on_hand'] as const
export type Copies = (typeof COPIES)[number]

const OWN_FIELDS = [
  'page',
  'columns',
  'rows',
  'width',
  'height',
  'left',
  'top',
  'gap_x',
  'gap_y',
] as const
const MOST_COPIES = 1000

/** How a user prints, as text: kept for the next time. */
export interface LabelChoices {
  layout: string
  parts: LabelPart[]
  copies: Copies
  number: string
  own: Record<string, string>
}

export const FIRST_CHOICES: LabelChoices = {
  layout: DEFAULT_LAYOUT,
  parts: ['sku', 'price', 'batch', 'expiry', 'qr'],
  copies: 'one',
  number: '2',
  own: {
    page: 'a4',
    columns: '3',
    rows: '8',
    width: '70',
    height: '37',
    left: '0',
    top: '0.5',
    gap_x: '0',
    gap_y: '0',
  },
}

/** The things to be labelled: by their ids, or a whole list. */
export interface ChosenSubjects {
  items: number[]
  lots: number[]
  locations: number[]
  /** The query string of the list of items; null when it is not meant. */
  itemList: string | null
}

export const MODEL_OF = {
  items: 'part',
  lots: 'stockitem',
  locations: 'stocklocation',
} as const satisfies Record<string, CodedModel>

type Input = Record<string, unknown>

/**
 * What is to be labelled, from an address or a form. `?list=items` means the list that the other parameters
 * show; the table of items sends what is chosen in it as `chosen` and `ids`, or `all` with its `query`.
 */
export function readChosen(input: Input): ChosenSubjects {
  const ids = (name: string) => [input[name] ?? []].flat().flatMap(idsOf)
  return {
    items: [...ids('items'), ...ids('chosen'), ...ids('ids')],
    lots: ids('lots'),
    locations: ids('locations'),
    itemList: input.list === 'items' || input.all === '1' ? listQuery(input) : null,
  }
}

function idsOf(value: unknown): number[] {
  return String(value)
    .split(',')
    .map((text) => toId(text.trim()))
    .filter((id) => id > 0)
}

/** A form carries the list's query in one field; an address spreads it out. */
function listQuery(input: Input): string {
  if (typeof input.query === 'string') return input.query
  const others = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) {
    if (name !== 'list' && name !== '_csrf') others.append(name, String(value))
  }
  return others.toString()
}

/** What the form says of how to print; what is not sent is as it was. */
export function readChoices(input: Input, before: LabelChoices): LabelChoices {
  if (input.layout === undefined) return before
  const parts = [input.parts ?? []].flat()
  return {
    layout: textOf(input.layout),
    parts: LABEL_PARTS.filter((part) => parts.includes(part)),
    copies: COPIES.find((one) => one === input.copies) ?? 'one',
    number: textOf(input.number),
    own: Object.fromEntries(
      OWN_FIELDS.map((name) => [name, textOf(input[name] ?? before.own[name])])
    ),
  }
}

export interface CheckedChoices {
  layout: NamedLayout
  /** How many of each; null for as many as are on hand. */
  copies: number | null
  /** How many labels of the first sheet are used up. */
  skipped: number
}

/** Throws InvalidInput with what cannot be printed, field by field. */
export function checkChoices(choices: LabelChoices, start: unknown): CheckedChoices {
  const layout = layoutOf(choices.layout, choices.own)
  const copies = choices.copies === 'number' ? copiesOf(choices.number) : 1
  const perSheet = layout.layout.columns * layout.layout.rows
  const first = layout.isSheet ? (startOf(start) ?? 1) : 1
  if (first > perSheet) {
    throw InvalidInput.field('start', t('A sheet has {count} labels.', { count: perSheet }))
  }
  return { layout, copies: choices.copies === 'on_hand' ? null : copies, skipped: first - 1 }
}

function copiesOf(text: string): number {
  const number = toId(text)
  if (number >= 1 && number <= MOST_COPIES) return number
  throw InvalidInput.field(
    'number',
    t('Enter a number from {least} to {most}.', { least: 1, most: MOST_COPIES })
  )
}

function startOf(value: unknown): number | null {
  const number = toId(textOf(value))
  return number > 0 ? number : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}
