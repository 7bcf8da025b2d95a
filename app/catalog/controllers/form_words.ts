import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { backWithErrors } from '#core/http/forms'
import { t, translatable } from '#core/i18n'

/** What the API says in InvenTree's words, as the pages say it. */
const WORDS: Readonly<Record<string, string>> = {
  'Ensure this value is greater than or equal to 0.': translatable('Must be 0 or more.'),
  'This field is required.': translatable('Fill this in.'),
  'This field may not be blank.': translatable('Fill this in.'),
  'A valid number is required.': translatable('Enter a number, such as 12.50.'),
  'A valid integer is required.': translatable('Enter a whole number.'),
  'Enter a valid URL.': translatable('Enter a full address, such as https://example.com.'),
  'Remove HTML tags from this value': translatable(
    'Leave out everything that looks like an HTML tag (<…>).'
  ),
  'Duplicate names cannot exist under the same parent': translatable(
    'There is already a category of this name there.'
  ),
  'Cannot be placed below itself.': translatable('A category cannot be placed below itself.'),
  'Parts cannot be assigned to a structural category.': translatable(
    'This category only groups others. Choose one below it.'
  ),
  'A category cannot be made structural while parts are assigned to it.': translatable(
    'Items lie directly in this category. Move them first.'
  ),
  'The fields name, email must make a unique set.': translatable(
    'There is already a company with this name and e-mail address.'
  ),
}

const TAKEN_ITEM = 'The fields name, IPN, revision must make a unique set.'

/** Answers a refused form in the pages' words. What is no refusal is thrown on. */
export function refuseForm(ctx: HttpContext, error: unknown): void {
  backWithErrors(ctx, inPagesWords(error))
}

/** A refusal in the pages' words. What is no refusal is thrown on. */
export function inPagesWords(error: unknown): InvalidInput {
  if (!(error instanceof InvalidInput)) throw error
  return new InvalidInput(inPlainWords(error.fields))
}

function inPlainWords(fields: FieldMessages): FieldMessages {
  const plain: FieldMessages = {}
  for (const [name, messages] of Object.entries(fields)) {
    const texts = [messages].flat().map(String)
    if (texts.includes(TAKEN_ITEM))
      plain.IPN = [t('There is already an item with this name and SKU.')]
    else plain[name] = texts.map(inPlainWord)
  }
  return plain
}

const TOO_LONG = /^Ensure this field has no more than (\d+) characters\.$/
const TOO_MUCH = /^Ensure this value is less than or equal to ([\d.]+)\.$/

function inPlainWord(text: string): string {
  const count = TOO_LONG.exec(text)?.[1]
  if (count) return t('At most {count} characters.', { count: Number(count) })
  const limit = TOO_MUCH.exec(text)?.[1]
  if (limit) return t('At most {limit}.', { limit })
  return t(WORDS[text] ?? text)
}
