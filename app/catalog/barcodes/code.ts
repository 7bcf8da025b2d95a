import { createHash } from 'node:crypto'

/** What a code can stand for, by the names that InvenTree's clients know. */
export const CODED_MODELS = ['part', 'stockitem', 'stocklocation'] as const
export type CodedModel = (typeof CODED_MODELS)[number]

/** An item, a lot or a place. */
export interface Coded {
  model: CodedModel
  id: number
}

export const LONGEST_CODE = 4095
const SHORT_NAMES: Record<CodedModel, string> = { part: 'PA', stockitem: 'SI', stocklocation: 'SL' }
const SHORT_CODE = /^INV-([A-Z]{2})(\d{1,9})$/i

/** The code on our own labels: InvenTree's short form, "INV-PA12". */
export function ownCode({ model, id }: Coded): string {
  return `INV-${SHORT_NAMES[model]}${id}`
}

/** The code in InvenTree's long form, `{"part": 12}`. */
export function longCode({ model, id }: Coded): string {
  return `{"${model}": ${id}}`
}

/** What one of our own codes names, in either form; null for any other text. */
export function readOwnCode(text: string): Coded | null {
  const [, name, digits] = SHORT_CODE.exec(text) ?? []
  const model = CODED_MODELS.find((one) => SHORT_NAMES[one] === name?.toUpperCase())
  if (model) return { model, id: Number(digits) }
  return text.startsWith('{') ? readLongCode(text) : null
}

function readLongCode(text: string): Coded | null {
  const named = parseObject(text)
  for (const model of CODED_MODELS) {
    const id = Number(named[model])
    if (Number.isSafeInteger(id) && id > 0) return { model, id }
  }
  return null
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** By what a linked code is found: the SHA-256 of its text. */
export function hashOfCode(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
