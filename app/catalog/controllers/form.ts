import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { backWithConflict, editState, seenVersion, withChoices } from '#core/http/edit_conflict'
import { recall, type FormInput, type RememberedInput } from '#core/http/form_memory'
import { t } from '#core/i18n'
import { parseInput } from '#core/resource/parse_input'
import type { InputOf, Resource } from '#core/resource/resource'
import { Stale } from '#core/row_version'
import { AmbiguousNumber, plainDecimal } from '#core/typed_decimal'
import { changesSince } from '#accounts/queries/changes_since'
import { rowState } from '#accounts/queries/row_state'
import { findReference, referenceText, type Referred } from '#catalog/queries/find_reference'

export interface FormShape {
  checkboxes: readonly string[]
  /** The fields that are pickers. */
  references: Readonly<Record<string, Referred>>
  /** Number fields that are 0 when left empty. */
  zeros?: readonly string[]
  /** Number fields that are read in the way of the page's language. */
  decimals?: readonly string[]
  /** What the fields are called, for the choice between two people's changes. */
  labels: Readonly<Record<string, string>>
}

/** A stored thing that is being edited. */
export interface Edited {
  shape: FormShape
  table: string
  /** As the audit log calls it. */
  model: string
  id: number
  values: FormInput
}

/** What an edit form shows: the stored values or what was typed, and what somebody else has changed meanwhile. */
export async function editForm(ctx: HttpContext, { shape, table, model, id, values }: Edited) {
  const { version, entry } = await rowState(table, model, id)
  const { labels, checkboxes } = shape
  const edit = editState(ctx, { values, version, entry, labels, checkboxes })
  const shown = { ...values, ...typedBefore(ctx) }
  const since = edit.staleEntry
  return {
    values: shown,
    texts: await pickerTexts(shape, shown),
    edit: { ...edit, differences: await inNames(shape, edit.differences) },
    changes: since === null ? [] : await changesSince(model, id, since),
  }
}

/** The ids among the differences as the names that a picker shows. */
async function inNames(shape: FormShape, differences: ReturnType<typeof editState>['differences']) {
  const sides = async (side: 'mine' | 'theirs') =>
    pickerTexts(shape, Object.fromEntries(differences.map((one) => [one.name, one[side]])))
  const [mine, theirs] = [await sides('mine'), await sides('theirs')]
  return differences.map((one) => ({
    ...one,
    mineText: mine[one.name],
    theirsText: theirs[one.name],
  }))
}

/** Saves an edit form: `save` gets what was sent and the version it was made from. */
export async function saveEdited(
  ctx: HttpContext,
  stored: FormInput,
  save: (input: FormInput, seen: string | undefined) => Promise<void>
): Promise<boolean> {
  try {
    await save(withChoices(ctx, stored), seenVersion(ctx))
    return true
  } catch (error) {
    if (!(error instanceof Stale) || ctx.request.header('hx-request')) throw error
    backWithConflict(ctx)
    return false
  }
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
  const faults = readDecimals(raw, shape)
  for (const [name, referred] of Object.entries(shape.references)) {
    const typed = textOf(raw[name])
    if (typed === '') continue
    raw[name] = await findReference(referred, typed)
    if (raw[name] === null)
      faults[name] = [
        t('There is no “{typed}”, or more than one: choose from the list.', { typed }),
      ]
  }
  return { raw, faults }
}

/** Writes the numbers as the parsing reads them; gives what is wrong with those that cannot be. */
function readDecimals(raw: FormInput, { decimals = [] }: FormShape): FieldMessages {
  const faults: FieldMessages = {}
  for (const name of decimals) {
    try {
      if (typeof raw[name] === 'string') raw[name] = plainDecimal(raw[name])
    } catch (error) {
      if (!(error instanceof AmbiguousNumber)) throw error
      faults[name] = [error.message]
    }
  }
  return faults
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
