import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { recall, type FormInput, type RememberedInput } from '#core/http/form_memory'
import { parseInput } from '#core/resource/parse_input'
import type { InputOf, Resource } from '#core/resource/resource'
import { findReference, referenceText, type Referred } from '#catalog/queries/find_reference'

export interface FormShape {
  checkboxes: readonly string[]
  /** The fields that are pickers. */
  references: Readonly<Record<string, Referred>>
  /** Number fields that are 0 when left empty. */
  zeros?: readonly string[]
}

/** What was typed in the form that was refused just before; empty when none was. */
export function typedBefore({ session }: HttpContext): FormInput {
  return recall(session.flashMessages.get('old') as RememberedInput | undefined)
}

/** The texts that the pickers of a form show for the ids in its values, by field. */
export async function pickerTexts(
  { references }: FormShape,
  values: FormInput
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, referred] of Object.entries(references)) {
    const value = String(values[name] ?? '')
    const id = /^\d{1,10}$/.test(value) ? Number(value) : null
    texts[name] = id === null ? value : (await referenceText(referred, id)) || value
  }
  return texts
}

/**
 * Reads a form as the values of something new: what is required must be there, and what is left out
 * is filled in. Throws {@link InvalidInput} with the messages of all fields.
 */
export async function parseNew<R extends Resource>(
  resource: R,
  input: FormInput,
  shape: FormShape
): Promise<InputOf<R>> {
  const { raw, faults } = await findReferences(input, shape)
  const { checkboxes } = shape
  return withFaults(faults, () => parseInput(resource, raw, { checkboxes }))
}

/** As {@link parseNew}, for a change: fields that the form does not have stay as they are. */
export async function parseChange<R extends Resource>(
  resource: R,
  input: FormInput,
  shape: FormShape
): Promise<Partial<InputOf<R>>> {
  const { raw, faults } = await findReferences(input, shape)
  const { checkboxes } = shape
  return withFaults(faults, () => parseInput(resource, raw, { checkboxes, partial: true }))
}

async function findReferences(input: FormInput, shape: FormShape) {
  const raw = withoutEmpty(input, shape)
  const faults: FieldMessages = {}
  for (const [name, referred] of Object.entries(shape.references)) {
    const typed = textOf(raw[name])
    if (typed === '') continue
    raw[name] = await findReference(referred, typed)
    if (raw[name] === null)
      faults[name] = [`There is no “${typed}”, or more than one: choose from the list.`]
  }
  return { raw, faults }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? '?' : String(value).trim()
}

/** Parses, and refuses with these faults beside those of the parsing. */
async function withFaults<T>(faults: FieldMessages, parse: () => Promise<T>): Promise<T> {
  let fields = faults
  try {
    const values = await parse()
    if (Object.keys(faults).length === 0) return values
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    fields = { ...error.fields, ...faults }
  }
  throw new InvalidInput(fields)
}

/** A check box that is off sends an empty text, and an empty number means 0. */
function withoutEmpty(input: FormInput, { checkboxes, zeros = [] }: FormShape): FormInput {
  const raw = { ...input }
  for (const name of checkboxes) raw[name] = [raw[name]].flat().includes('1') ? 'true' : 'false'
  for (const name of zeros) if (String(raw[name] ?? '').trim() === '') raw[name] = '0'
  return raw
}
