import { createHash } from 'node:crypto'
import type { Metadata } from 'sharp'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'

export const LARGEST_PICTURE_BYTES = 15 * 1024 * 1024
const MOST_PIXELS = 50_000_000
/** Pictures being worked on at once: each takes some 200 MB while it is decoded. */
const MOST_AT_ONCE = 2

const CHECKED_SIZE = 64
const LONGEST_DECODE_SECONDS = 60

/** An uploaded picture that was found to be one. */
export interface Picture {
  sha256: string
  format: string
  width: number
  height: number
  bytes: Uint8Array
}

/**
 * Looks at the whole of an upload: sizes are made of it by a job, but who uploads is told at once what is
 * wrong. What it is decides its content, never its name.
 * Throws {@link InvalidInput} for `image` when it is no picture that can be shown.
 */
export async function readPicture(bytes: Uint8Array): Promise<Picture> {
  if (bytes.length === 0) throw refused(t('The file is empty. Choose another picture.'))
  if (!hasPictureSignature(bytes)) throw notAPicture()
  return inTurn(() => decode(bytes))
}

function refused(message: string): InvalidInput {
  return InvalidInput.field('image', message)
}

function notAPicture(): InvalidInput {
  return refused(t('This is no picture. Choose a JPEG, PNG, WebP, GIF or AVIF file.'))
}

type Signature = [offset: number, text: string]

/** Only these formats reach the decoder; SVG, which can carry scripts, does not. */
const SIGNATURES: readonly (readonly Signature[])[] = [
  [[0, '\xff\xd8\xff']],
  [[0, '\x89PNG\r\n\x1a\n']],
  [[0, 'GIF8']],
  [
    [0, 'RIFF'],
    [8, 'WEBP'],
  ],
  [[4, 'ftypavi']],
  [[4, 'ftypmif1']],
]

function hasPictureSignature(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  return SIGNATURES.some((parts) => parts.every(([offset, text]) => head.startsWith(text, offset)))
}

async function decode(bytes: Uint8Array): Promise<Picture> {
  const { default: sharp } = await import('sharp')
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
  const facts = await readable(() => open().metadata())
  refuseUnfit(facts)
  await readable(() =>
    open().timeout({ seconds: LONGEST_DECODE_SECONDS }).resize(CHECKED_SIZE).raw().toBuffer()
  )
  const { width, height } = facts.autoOrient
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { sha256, format: String(facts.format), width, height, bytes }
}

function refuseUnfit({ format, compression, width, height }: Metadata): void {
  if (format === 'heif' && compression !== 'av1') throw notAPicture()
  if (width * height > MOST_PIXELS) {
    throw refused(t('The picture has more than 50 million pixels. Make it smaller first.'))
  }
}

/** The decoder refuses what is broken or too large by an Error: to the user that is a wrong file. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (/pixel limit/i.test(String(error))) {
      throw refused(t('The picture has more than 50 million pixels. Make it smaller first.'))
    }
    throw refused(t('The picture is broken. Choose another file.'))
  }
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    // The place goes to whoever waits longest, so it is never free in between.
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
