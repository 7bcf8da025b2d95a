/** What the settings are read from. */
export type Source = Record<string, string | undefined>

const LARGEST_PORT = 65_535

/** A setting that stops the start; the message is one line for the operator. */
export class InvalidSetting extends Error {
  code = 'E_INVALID_SETTING'
}

export function text(source: Source, name: string, fallback: string): string {
  const value = source[name]?.trim()
  return value ? value : fallback
}

export function isGiven(source: Source, name: string): boolean {
  return text(source, name, '') !== ''
}

export function required(source: Source, name: string, example: string): string {
  const value = source[name]?.trim()
  if (!value) throw new InvalidSetting(`${name} is missing. Example: ${name}=${example}`)
  return value
}

export function choice<T extends string>(source: Source, name: string, choices: readonly T[]): T {
  const value = text(source, name, choices[0])
  const found = choices.find((candidate) => candidate === value)
  if (found) return found
  throw new InvalidSetting(
    `${name} is "${value}", but must be one of ${choices.join(', ')}. Example: ${name}=${choices[0]}`
  )
}

export function portNumber(source: Source, name: string, fallback: number): number {
  return wholeNumber(source, name, { fallback, least: 1, most: LARGEST_PORT })
}

export function yesNo(source: Source, name: string, fallback: boolean): boolean {
  return (
    choice({ [name]: text(source, name, String(fallback)) }, name, ['true', 'false'] as const) ===
    'true'
  )
}

export function url(source: Source, name: string, fallback: string): string {
  const value = text(source, name, fallback)
  if (URL.canParse(value) && /^https?:\/\//.test(value)) return value.replace(/\/$/, '')
  throw new InvalidSetting(`${name} is "${value}", which is no URL. Example: ${name}=${fallback}`)
}

export function wholeNumber(
  source: Source,
  name: string,
  { fallback, least, most }: { fallback: number; least: number; most: number }
): number {
  const value = text(source, name, String(fallback))
  if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value)
  throw new InvalidSetting(
    `${name} is "${value}", but must be a whole number from ${least} to ${most}. Example: ${name}=${fallback}`
  )
}

/** Addresses with a port, commas between. */
export function addresses(source: Source, name: string, example: string): string[] {
  const value = required(source, name, example)
  const list = value.split(',').map((address) => address.trim())
  if (list.every(isAddress)) return list
  throw new InvalidSetting(
    `${name} is "${value}", but must be addresses with a port. Example: ${name}=${example}`
  )
}

function isAddress(address: string): boolean {
  const [, port] = /^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d+)$/.exec(address) ?? []
  return Number(port) >= 1 && Number(port) <= LARGEST_PORT
}
