import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { textField } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { Stale } from '#core/row_version'
import { inPagesWords } from '#catalog/controllers/form_words'

/** How a cell of a list is changed in place. */
export interface CellEdit {
  /** What can be changed in the list itself. */
  fields: readonly string[]
  save: (cell: { field: string; value: string; seen: string }) => Promise<void>
  /** Told when somebody else changed the row meanwhile. */
  staleMessage: string
  versionNow: () => Promise<string | undefined>
}

/** Changes one field and answers in JSON: nothing, or why it was refused. */
export async function answerCellEdit(ctx: HttpContext, edit: CellEdit) {
  const field = textField(ctx, 'field')
  if (!edit.fields.includes(field)) return refuse(ctx, 400, t('This cannot be changed here.'))
  try {
    await edit.save({ field, value: textField(ctx, 'value'), seen: textField(ctx, 'version') })
    return ctx.response.json({})
  } catch (error) {
    if (error instanceof InvalidInput) return refuse(ctx, 400, messageOf(error))
    if (!(error instanceof Stale)) throw error
    // Whoever then saves again has seen what they write over.
    const version = await edit.versionNow()
    return ctx.response.status(409).json({ message: edit.staleMessage, version })
  }
}

function messageOf(error: InvalidInput): string {
  return Object.values(inPagesWords(error).fields).flat(2).map(String).join(' ')
}

function refuse(ctx: HttpContext, status: number, message: string) {
  return ctx.response.status(status).json({ message })
}
