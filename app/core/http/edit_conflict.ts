import type { HttpContext } from '@adonisjs/core/http'
import { flashErrors } from '#core/http/forms'
import { recall, type FormInput, type RememberedInput } from '#core/http/form_memory'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'

/** The row as it is now, as its form shows it. */
export interface EditedRow {
  values: FormInput
  version: string
  /** The newest entry of its audit log; 0 for none. */
  entry: number
  /** What the fields are called, by name. */
  labels: Readonly<Record<string, string>>
  checkboxes: readonly string[]
}

export interface Difference {
  name: string
  label: string
  mine: string
  theirs: string
  /** True when the one who types has changed it as well. */
  isMine: boolean
}

/** What an edit form carries: the version it was made from and what it showed, and what has changed since. */
export interface EditState {
  version: string
  was: string
  entry: number
  /** The newest entry that the refused form had seen; null when nothing came between. */
  staleEntry: number | null
  differences: Difference[]
}

const FLAG = 'conflict'
const NO_FORM_FIELDS = new Set(['was', 'version', 'entry'])

/** Sends a form back whose row somebody else has saved meanwhile; the page shows what to choose from. */
export function backWithConflict(ctx: HttpContext): void {
  flashErrors(ctx, new InvalidInput({}))
  ctx.session.flash(FLAG, true)
  ctx.response.redirect().back()
}

/** What the edit form is to carry; `typed` is what was typed before it was refused. */
export function editState(ctx: HttpContext, row: EditedRow): EditState {
  const flashed = ctx.session.flashMessages
  const typed = recall(flashed.get('old') as RememberedInput | undefined)
  const now = { version: row.version, was: JSON.stringify(row.values), entry: row.entry }
  if (!flashed.get(FLAG)) {
    // A form that was refused for another reason is still the one that was made back then.
    const isRefused = typeof typed.version === 'string' && typeof typed.was === 'string'
    const { version, was, entry } = isRefused ? typed : now
    return {
      version: String(version),
      was: String(was),
      entry: Number(entry),
      staleEntry: null,
      differences: [],
    }
  }
  return {
    ...now,
    staleEntry: Number(typed.entry) || 0,
    differences: differencesOf(row, typed, parsed(typed.was)),
  }
}

/** What was sent, with the stored values where "theirs" was chosen. */
export function withChoices(ctx: HttpContext, stored: FormInput): FormInput {
  const input = Object.fromEntries(
    Object.entries(ctx.request.body()).filter(([name]) => !NO_FORM_FIELDS.has(name))
  )
  if (input.anyway === 'mine') return input
  for (const name of Object.keys(stored)) {
    if (input[`take_${name}`] === 'theirs') input[name] = stored[name]
  }
  return input
}

/** The version that a sent form was made from; undefined without one. */
export function seenVersion({ request }: HttpContext): string | undefined {
  const version: unknown = request.input('version')
  return typeof version === 'string' && version !== '' ? version : undefined
}

function differencesOf(row: EditedRow, typed: FormInput, was: FormInput): Difference[] {
  const text = (name: string, value: unknown) => comparable(value, row.checkboxes.includes(name))
  return Object.keys(row.labels).flatMap((name) => {
    const theirs = text(name, row.values[name])
    const mine = text(name, typed[name])
    const before = text(name, was[name])
    if (theirs === before || theirs === mine) return []
    return [{ name, label: t(row.labels[name]), mine, theirs, isMine: mine !== before }]
  })
}

function comparable(value: unknown, isCheckbox: boolean): string {
  if (isCheckbox) return [value].flat().map(String).includes('1') ? t('Yes') : t('No')
  const texts = [value ?? ''].flat().map((one) => String(one).replaceAll('\r\n', '\n').trim())
  return texts.sort().join(', ')
}

function parsed(was: unknown): FormInput {
  try {
    return JSON.parse(String(was)) as FormInput
  } catch {
    return {}
  }
}
