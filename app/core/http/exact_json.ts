import { BadRequest } from '#core/exceptions'

interface Source {
  source?: string
}

/**
 * Parses JSON without passing a digit through a binary float: a whole number that is safe stays a
 * number, any other becomes the text it was written in. Throws 400 in DRF's words for broken JSON.
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text, exactNumber)
  } catch (error) {
    throw new BadRequest(`JSON parse error - ${explain(text, error)}`)
  }
}

function exactNumber(key: string, value: unknown, context?: Source): unknown {
  // Such a key could reach the prototype of whatever the object is copied into.
  if (key === '__proto__') return undefined
  if (typeof value !== 'number') return value
  const source = context?.source ?? String(value)
  return Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? value : source
}

/** Where the text breaks, as Python tells it where V8 tells enough. */
function explain(text: string, error: unknown): string {
  if (error instanceof RangeError) return 'the data is nested too deeply'
  const message = error instanceof Error ? error.message : ''
  const position = message.startsWith('Unexpected end')
    ? text.length
    : Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN)
  if (Number.isNaN(position)) return 'Expecting value: line 1 column 1 (char 0)'
  const before = text.slice(0, position)
  const column = position - before.lastIndexOf('\n')
  return `Expecting value: line ${before.split('\n').length} column ${column} (char ${position})`
}
