import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { isTicked, textField } from '#core/http/form_fields'
import { t, translatable } from '#core/i18n'
import { parseInput } from '#core/resource/parse_input'
import type { LocationValues } from '#stock/actions/create_location'
import { findLocation } from '#stock/queries/find_choice'
import { locationResource } from '#stock/resources/location'

const FIELDS = [
  'name',
  'description',
  'address',
  'contact_name',
  'contact_phone',
  'contact_email',
] as const
const BOXES = ['structural', 'external', 'is_default'] as const

/** The API's words, as the pages say them. */
const WORDS: Record<string, string> = {
  'This field is required.': translatable('Fill this in.'),
  'This field may not be blank.': translatable('Fill this in.'),
  'Duplicate names cannot exist under the same parent': translatable(
    'There is already a location of this name there.'
  ),
  'Cannot be placed below itself.': translatable('A location cannot lie within itself.'),
}

/** A form that was sent, or one made from it. */
export type SentForm = { request: Pick<HttpContext['request'], 'input'> }

/** What the form of a location says. Throws InvalidInput with what is wrong, field by field. */
export async function readLocationForm(ctx: SentForm): Promise<LocationValues> {
  const raw: Record<string, unknown> = {}
  for (const name of FIELDS) raw[name] = textField(ctx, name)
  for (const name of BOXES) raw[name] = isTicked(ctx, name)
  raw.parent = await readParent(ctx)
  return parseInput(locationResource, raw)
}

async function readParent(ctx: SentForm): Promise<number | null> {
  const typed = textField(ctx, 'parent')
  if (typed === '') return null
  const parent = await findLocation(typed)
  if (typeof parent !== 'string') return parent.id
  throw InvalidInput.field('parent', t('Choose the location from the list.'))
}

/** Runs the act of a location's form; its refusals come in the pages' words. */
export async function inPlainWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const fields: FieldMessages = {}
    for (const [name, messages] of Object.entries(error.fields)) {
      fields[name] = [messages].flat().map((text) => t(WORDS[String(text)] ?? String(text)))
    }
    throw new InvalidInput(fields)
  }
}
