import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, type FieldMessages } from '#core/exceptions'
import { backWithErrors } from '#core/http/forms'

/** What the API says in InvenTree's words, as the pages say it. */
const WORDS: Readonly<Record<string, string>> = {
  'Ensure this value is greater than or equal to 0.': 'Must be 0 or more.',
  'This field is required.': 'Fill this in.',
  'This field may not be blank.': 'Fill this in.',
  'A valid number is required.': 'Enter a number, such as 12.50.',
  'A valid integer is required.': 'Enter a whole number.',
  'Enter a valid URL.': 'Enter a full address, such as https://example.com.',
  'Remove HTML tags from this value': 'Leave out everything that looks like an HTML tag (<…>).',
  'Duplicate names cannot exist under the same parent':
    'There is already a category of this name there.',
  'Cannot be placed below itself.': 'A category cannot be placed below itself.',
  'Parts cannot be assigned to a structural category.':
    'This category only groups others. Choose one below it.',
  'A category cannot be made structural while parts are assigned to it.':
    'Items lie directly in this category. Move them first.',
  'The fields name, email must make a unique set.':
    'There is already a company with this name and e-mail address.',
}

const TAKEN_ITEM = 'The fields name, IPN, revision must make a unique set.'

/** Answers a refused form in the pages' words. What is no refusal is thrown on. */
export function refuseForm(ctx: HttpContext, error: unknown): void {
  if (!(error instanceof InvalidInput)) throw error
  backWithErrors(ctx, new InvalidInput(inPlainWords(error.fields)))
}

function inPlainWords(fields: FieldMessages): FieldMessages {
  const plain: FieldMessages = {}
  for (const [name, messages] of Object.entries(fields)) {
    const texts = [messages].flat().map(String)
    if (texts.includes(TAKEN_ITEM)) plain.IPN = ['There is already an item with this name and SKU.']
    else plain[name] = texts.map((text) => WORDS[text] ?? text)
  }
  return plain
}
