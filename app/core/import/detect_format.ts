import { open } from 'node:fs/promises'
import { t, translatable } from '#core/i18n'
import { LARGEST_FILE, unusableFile } from '#core/import/faults'

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1251'] as const
export type Encoding = (typeof ENCODINGS)[number]
export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** How a file is to be read. */
export type FileFormat =
  { type: 'csv'; encoding: Encoding; delimiter: Delimiter } | { type: 'xlsx'; sheet: number }

const SAMPLE = 256 * 1024
const PICTURE = translatable('This is a picture, not a table. Choose a CSV or XLSX file.')
const OTHER_FILES: readonly [prefix: string, message: string][] = [
  ['89504e47', PICTURE],
  ['ffd8ff', PICTURE],
  ['47494638', PICTURE],
  ['25504446', translatable('This is a PDF, not a table. Choose a CSV or XLSX file.')],
  ['1f8b', translatable('This file is packed with gzip. Unpack it first.')],
  [
    'd0cf11e0',
    translatable(
      'This is a workbook of an old Excel, or one with a password. Save it as XLSX without one.'
    ),
  ],
]

/** What kind of file it is, how its text is written and what stands between its cells. Throws InvalidInput. */
export async function detectFormat(path: string): Promise<FileFormat> {
  const start = await readStart(path)
  if (start.length === 0) throw unusableFile(t('The file is empty.'))
  const hex = start.subarray(0, 8).toString('hex')
  if (hex.startsWith('504b0304')) return { type: 'xlsx', sheet: 0 }
  refuseOther(hex)
  const encoding = detectEncoding(start)
  const text = new TextDecoder(encoding).decode(start)
  refuseBinary(text)
  if (!text.trim()) throw unusableFile(t('The file is empty.'))
  return { type: 'csv', encoding, delimiter: detectDelimiter(text) }
}

function refuseOther(hex: string): void {
  const other = OTHER_FILES.find(([prefix]) => hex.startsWith(prefix))
  if (other) throw unusableFile(t(other[1]))
}

/** Control characters that no text has. */
export function refuseBinary(text: string): void {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000E-\u001A\u007F]/.test(text)) {
    throw unusableFile(
      t('This is no text file: it holds characters that no table has. Choose a CSV or XLSX file.')
    )
  }
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(SAMPLE)
    const { bytesRead } = await file.read(buffer, 0, Math.min(SAMPLE, LARGEST_FILE), 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function detectEncoding(start: Buffer): Encoding {
  const mark = start.subarray(0, 2).toString('hex')
  if (mark === 'fffe') return 'utf-16le'
  if (mark === 'feff') return 'utf-16be'
  const { even, odd } = countZeros(start)
  const many = start.length / 5
  if (odd > many && even < many / 4) return 'utf-16le'
  if (even > many && odd < many / 4) return 'utf-16be'
  return isUtf8(start) ? 'utf-8' : singleByteEncoding(start)
}

/** Of text in two bytes a character, one of the two is mostly 0. */
function countZeros(start: Buffer) {
  const count = { even: 0, odd: 0 }
  for (const [index, byte] of start.entries()) {
    if (byte === 0) count[index % 2 === 0 ? 'even' : 'odd']++
  }
  return count
}

/** A sample may end within a character. */
function isUtf8(start: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Cyrillic words are letters above 0xC0 side by side; accents of Latin ones stand alone. */
export function singleByteEncoding(start: Buffer): Encoding {
  let high = 0
  let beside = 0
  for (let index = 1; index < start.length; index++) {
    if (start[index] < 0xc0) continue
    high++
    if (start[index - 1] >= 0xc0) beside++
  }
  return high > 0 && beside / high > 0.5 ? 'windows-1251' : 'windows-1252'
}

/** The delimiter that most lines have equally often, outside of quotes. */
function detectDelimiter(text: string): Delimiter {
  const lines = text
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim())
    .slice(0, 50)
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const usual = counts[0] ?? 0
    const agreeing = counts.filter((count) => count === usual).length / Math.max(1, counts.length)
    const score = usual === 0 ? 0 : agreeing * 10 + Math.min(usual, 9) / 10
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}
