import type { HttpContext } from '@adonisjs/core/http'
import { reversePosting } from '#stock/actions/reverse_posting'
import { tellPosted } from '#stock/controllers/posted_message'
import { StockForm } from '#stock/validators/stock_form'

/** Takes a ledger entry back by another one. */
export default class ReversalsController {
  async store(ctx: HttpContext) {
    const form = new StockForm(ctx)
    const reason = form.note('reason')
    if (!reason) form.refuse('reason', 'Say why it is reversed.')
    form.check()
    const postingId = Number(ctx.params.id)
    const { id } = await reversePosting({
      postingId,
      reason: reason ?? '',
      actorId: ctx.actor.id,
    })
    tellPosted(ctx, { id, text: `Entry ${postingId} is reversed.`, isFinal: true })
    ctx.response.redirect().back()
  }
}
