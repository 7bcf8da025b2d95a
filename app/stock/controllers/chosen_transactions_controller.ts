import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { chosenRows } from '#core/table/chosen_rows'
import { listAddress } from '#core/table/list_address'
import { reversePostings } from '#stock/actions/reverse_postings'
import { StockForm } from '#stock/validators/stock_form'

const MOST_AT_ONCE = 200

/** Entries chosen in the list: taken back with one reason. */
export default class ChosenTransactionsController {
  /** Asks for the reason, in the drawer. */
  confirm(ctx: HttpContext) {
    const ids = chosenIds(ctx)
    return ctx.view.render('pages/stock/reverse_chosen', { ids, back: listAddress(ctx) })
  }

  async store(ctx: HttpContext) {
    const ids = chosenIds(ctx)
    const form = new StockForm(ctx)
    const reason = form.note('reason')
    if (!reason) form.refuse('reason', t('Say why they are reversed.'))
    form.check()
    const reversals = await reversePostings({ ids, reason: reason ?? '', actorId: ctx.actor.id })
    say(
      ctx,
      t('{count, plural, one {# entry is reversed.} other {# entries are reversed.}}', {
        count: reversals.length,
      })
    )
    return ctx.response.redirect(listAddress(ctx))
  }
}

function chosenIds(ctx: HttpContext): number[] {
  const chosen = chosenRows(ctx)
  if (chosen.kind === 'list' || chosen.ids.length > MOST_AT_ONCE) {
    throw InvalidInput.whole(
      t('At most {most} entries can be reversed at once.', { most: MOST_AT_ONCE })
    )
  }
  if (chosen.ids.length === 0) throw InvalidInput.whole(t('Choose the entries first.'))
  return chosen.ids
}
