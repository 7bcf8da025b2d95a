import type { ByteRange } from '#files/stores/store'

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/

/**
 * What a Range header asks of a file of so many bytes: a piece, "none" for one that is not there (416),
 * or null for the whole file, which may answer whatever else was asked for.
 */
export function readRange(header: string | undefined, bytes: number): ByteRange | 'none' | null {
  const asked = ONE_RANGE.exec((header ?? '').trim())
  if (!asked) return null
  const [, first, last] = asked
  if (first) return fromByte(Number(first), last ? Number(last) : Infinity, bytes)
  return last ? lastBytes(Number(last), bytes) : null
}

function fromByte(start: number, last: number, bytes: number): ByteRange | 'none' | null {
  if (last < start) return null
  return start < bytes ? { start, end: Math.min(last, bytes - 1) } : 'none'
}

function lastBytes(wanted: number, bytes: number): ByteRange | 'none' {
  if (wanted === 0 || bytes === 0) return 'none'
  return { start: Math.max(0, bytes - wanted), end: bytes - 1 }
}
