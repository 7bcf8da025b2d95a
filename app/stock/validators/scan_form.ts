import { DecimalError, parseQuantity } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { LARGEST_ID } from '#core/resource/plain_fields'
import {
  SCAN_MODES,
  type BookScansInput,
  type ScannedLine,
  type ScanMode,
} from '#stock/actions/book_scans'

const MOST_LINES = 500
const LONGEST_NOTE = 1000
const KEY = /^[\w-]{8,64}$/

type Input = Record<string, unknown>

/** What the scan page sends to be booked. Throws InvalidInput; what is wrong with a line is at its position in `lines`. */
export function readScanForm(body: Input): BookScansInput {
  const mode = SCAN_MODES.find((one) => one === body.mode)
  if (!mode) throw InvalidInput.field('mode', t('Choose what to book.'))
  const key = textOf(body.key)
  if (!KEY.test(key)) throw InvalidInput.field('key', t('Reload the page and try again.'))
  const note = textOf(body.note)
  if (note.length > LONGEST_NOTE) {
    throw InvalidInput.field('note', t('At most {count} characters.', { count: LONGEST_NOTE }))
  }
  return { mode, key, note: note || null, lines: readLines(body.lines, mode) }
}

function readLines(raw: unknown, mode: ScanMode): ScannedLine[] {
  if (!Array.isArray(raw) || raw.length === 0) {
    throw InvalidInput.whole(t('Scan something first.'))
  }
  if (raw.length > MOST_LINES) {
    throw InvalidInput.whole(t('At most {count} lines at once.', { count: MOST_LINES }))
  }
  const faults: object[] = []
  const lines = raw.map((value, index) => {
    const line = objectOf(value)
    const quantity = quantityOf(line.quantity, mode)
    if (typeof quantity === 'string') faults[index] = { quantity: [quantity] }
    return {
      partId: idOf(line.part) ?? 0,
      lotId: idOf(line.lot),
      locationId: idOf(line.location),
      toLocationId: idOf(line.to),
      quantity: typeof quantity === 'bigint' ? quantity : 0n,
    }
  })
  if (faults.length > 0) {
    throw new InvalidInput({ lines: lines.map((_, index) => faults[index] ?? {}) })
  }
  return lines
}

/** The quantity, or what is wrong with it. A count may be 0. */
function quantityOf(raw: unknown, mode: ScanMode): bigint | string {
  const text = textOf(raw).replaceAll(/[\s\u00A0]/g, '')
  if (text === '') return t('Enter a quantity.')
  try {
    const quantity = parseQuantity(text)
    const least = mode === 'count' ? 0n : 1n
    return quantity < least ? t('Enter a quantity above zero.') : quantity
  } catch (error) {
    if (error instanceof DecimalError) return t('Enter a number, such as 12 or 12.5.')
    throw error
  }
}

/** The ids of the postings that a scanned list made. Throws InvalidInput for anything else. */
export function readPostingIds(raw: unknown): number[] {
  const ids = Array.isArray(raw) ? raw.map(idOf) : []
  const known = ids.filter((id) => id !== null)
  if (known.length === 0 || known.length !== ids.length || ids.length > MOST_LINES * 2) {
    throw InvalidInput.whole(t('There is nothing to undo.'))
  }
  return known
}

function idOf(raw: unknown): number | null {
  const id = typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN
  return Number.isInteger(id) && id > 0 && id <= LARGEST_ID ? id : null
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : ''
}

function objectOf(raw: unknown): Input {
  return typeof raw === 'object' && raw !== null ? { ...raw } : {}
}
