import { divideHalfEven, formatDecimal } from '#core/decimal'
import { t } from '#core/i18n'
import { formatCount, formatDecimalText } from '#core/local_format'
import { viewHelpers } from '#core/view_helpers'

/** How a figure differs from the period before, in words. */
export interface Change {
  delta: string
  /** What it was then. */
  before: string
  /** Left out where more is neither good nor bad. */
  good?: boolean
}

interface Compared {
  now: bigint
  before: bigint
  /** Whether more is better; left out where it is neither. */
  isMoreBetter?: boolean
}

/** "+1,234.00 (+12.4 %)": the change of an amount. */
export function changeOfAmount({ now, before, isMoreBetter }: Compared): Change {
  const { cents } = viewHelpers
  if (now === before) return { delta: t('no change'), before: cents(before) }
  const size = before < 0n ? -before : before
  const share = before === 0n ? '' : ` (${signed(percent(now - before, size))})`
  return {
    delta: `${signed(cents(now - before))}${share}`,
    before: cents(before),
    good: isMoreBetter === undefined ? undefined : now > before === isMoreBetter,
  }
}

/** The change of a number of things of which fewer is better. */
export function changeOfCount(now: number, before: number): Change {
  const text = formatCount(before)
  if (now === before) return { delta: t('no change'), before: text }
  const share = before === 0 ? '' : ` (${signed(percent(BigInt(now - before), BigInt(before)))})`
  return {
    delta: `${signed(formatCount(now - before))}${share}`,
    before: text,
    good: now < before,
  }
}

/** The change of a share, in points of a percent. */
export function changeOfShare(now: bigint | null, before: bigint | null): Change {
  const text = before === null ? '–' : shareText(before)
  if (now === null || before === null) return { delta: t('nothing to compare'), before: text }
  if (now === before) return { delta: t('no change'), before: text }
  const points = signed(formatDecimalText(formatDecimal(now - before, 1)))
  return { delta: t('{points} points', { points }), before: text, good: now > before }
}

export function perMille(part: bigint, whole: bigint): bigint | null {
  return whole === 0n ? null : divideHalfEven(part * 1000n, whole)
}

/** "12.4 %", or a dash where there is nothing to divide by. */
export function percent(part: bigint, whole: bigint): string {
  const share = perMille(part, whole)
  return share === null ? '–' : shareText(share)
}

function shareText(share: bigint): string {
  return `${formatDecimalText(formatDecimal(share, 1))}\u00A0%`
}

function signed(text: string): string {
  return /^[-−]/.test(text) ? text : `+${text}`
}
