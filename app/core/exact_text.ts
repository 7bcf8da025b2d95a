/** Plain data with bigint as a text, and back; other JSON would lose digits or refuse. */
export const exactText = {
  serialize: (value: unknown): string => JSON.stringify(value, mark),
  deserialize: (text: string) => JSON.parse(text, unmark),
}

const MARK = '\u0001n'

function mark(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? MARK + value : value
}

function unmark(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK)
    ? BigInt(value.slice(MARK.length))
    : value
}
