import type { HttpContext } from '@adonisjs/core/http'
import { idsField } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { transact } from '#core/unit_of_work'
import { reversePosting } from '#stock/actions/reverse_posting'
import { tellPosted } from '#stock/controllers/posted_message'
import { StockForm } from '#stock/validators/stock_form'

const MOST_AT_ONCE = 100

/** Takes a ledger entry back by another one; all that were booked together at once. */
export default class ReversalsController {
  async store(ctx: HttpContext) {
    const form = new StockForm(ctx)
    const isUndo = form.text('undo') === '1'
    const reason = form.note('reason') ?? (isUndo ? t('Undone right after booking') : null)
    if (!reason) form.refuse('reason', t('Say why it is reversed.'))
    form.check()
    const ids = [Number(ctx.params.id), ...idsField(ctx, 'also').slice(0, MOST_AT_ONCE)]
    const reversals = await reverseAll(ids, reason ?? '', ctx.actor.id)
    const count = reversals.length
    const text = t(
      '{count, plural, one {Entry {id} is reversed.} other {# entries are reversed.}}',
      {
        count,
        id: String(ids[0]),
      }
    )
    tellPosted(ctx, { id: reversals[0], text, isFinal: true })
    ctx.response.redirect().back()
  }
}

/** The last first, so that each finds the lots as its entry left them. */
function reverseAll(ids: readonly number[], reason: string, actorId: number): Promise<number[]> {
  return transact(async (unit) => {
    const reversals: number[] = []
    for (const postingId of ids.toReversed()) {
      const { id } = await reversePosting({ postingId, reason, actorId }, unit)
      reversals.push(id)
    }
    return reversals
  })
}
