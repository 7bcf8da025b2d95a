import env from '#start/env'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'

const MEGABYTE = 1_048_576
const SMALLEST_PART = 8 * MEGABYTE
/** S3 takes at most 10,000 parts. */
const MOST_PARTS = 9_000

/** The largest file that can be attached. */
export function largestFile(): number {
  return env.uploadLimit * MEGABYTE
}

/** A request up to this size is held in memory; larger files come in parts, or are never held as a whole. */
export function largestAtOnce(): number {
  return Math.min(largestFile(), 32 * MEGABYTE)
}

/** Throws {@link InvalidInput} for `field` when a file is empty or larger than `limit`. */
export function checkSize(bytes: number, field: string, limit = largestFile()): void {
  if (bytes === 0) throw InvalidInput.field(field, t('The file is empty. Choose another file.'))
  if (bytes > limit) throw tooLarge(field, limit)
}

export function tooLarge(field: string, limit = largestFile()): InvalidInput {
  const size = Math.floor(limit / MEGABYTE)
  return InvalidInput.field(field, t('The file is larger than {size} MB.', { size }))
}

/** The size of each part of an upload but the last. */
export function partBytes(bytes: number): number {
  const needed = Math.ceil(bytes / MOST_PARTS / MEGABYTE) * MEGABYTE
  return Math.max(SMALLEST_PART, needed)
}
