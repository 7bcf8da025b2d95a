import { t } from '#core/i18n'

/** A pattern for numbers of our own: "SKU-{####}", "B{yyyy}{mm}-{###}". */
const TOKEN = /\{([^{}]*)\}/g
const COUNTER = /^#{1,9}$/
const LONGEST = 40

const DATES: Record<string, (day: string) => string> = {
  yyyy: (day) => day.slice(0, 4),
  yy: (day) => day.slice(2, 4),
  mm: (day) => day.slice(5, 7),
  dd: (day) => day.slice(8, 10),
}

/** What is wrong with a pattern, in words; null when numbers can be made by it. */
export function problemOfPattern(pattern: string): string | null {
  if (pattern === '' || pattern.length > LONGEST) {
    return t('Use 1 to {most} characters.', { most: LONGEST })
  }
  const tokens = [...pattern.matchAll(TOKEN)].map(([, token]) => token)
  const unknown = tokens.find((token) => !COUNTER.test(token) && !Object.hasOwn(DATES, token))
  if (unknown !== undefined || /[{}]/.test(pattern.replace(TOKEN, ''))) {
    return t('Only these can stand in braces: {list}.', { list: 'yyyy, yy, mm, dd, #, ##, ###, …' })
  }
  if (tokens.filter((token) => COUNTER.test(token)).length !== 1) {
    return t('It needs one counter, as {counter}.', { counter: '{####}' })
  }
  return null
}

/** The number that a pattern makes of a count on a day (YYYY-MM-DD). */
export function formatReference(pattern: string, count: number, day: string): string {
  return pattern.replace(TOKEN, (_, token: string) =>
    COUNTER.test(token) ? String(count).padStart(token.length, '0') : DATES[token](day)
  )
}

/** What is the same for all numbers of one count: it begins anew with a new month when the pattern names months. */
export function referenceStem(pattern: string, day: string): string {
  return pattern.replace(TOKEN, (_, token: string) =>
    COUNTER.test(token) ? '#' : DATES[token](day)
  )
}
