import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest } from '#core/exceptions'
import { textField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { publishLayout, resetLayout, saveLayout } from '#insights/actions/save_layout'
import { moveCard, MOVES, orderCards } from '#insights/cards/layout'
import { readLayout } from '#insights/queries/read_layout'

/** How the user arranges their dashboard. */
export default class DashboardLayoutController {
  async update(ctx: HttpContext) {
    await change(ctx, textField(ctx, 'change'))
    if (ctx.request.header('x-requested-with')) return ctx.response.noContent()
    return ctx.response.redirect().back()
  }
}

async function change(ctx: HttpContext, asked: string): Promise<void> {
  const { places } = await readLayout(ctx.actor.id)
  if (asked === 'reset') {
    await resetLayout(ctx.actor)
    return say(ctx, t('Your dashboard is the common one again.'))
  }
  if (asked === 'publish') {
    await publishLayout(places, ctx.actor)
    return say(ctx, t('Everybody who has not arranged their own sees this dashboard now.'))
  }
  if (asked === 'order') {
    const keys = textField(ctx, 'order').split(',')
    return saveLayout(orderCards(places, keys), ctx.actor)
  }
  const [word, key] = asked.split(' ')
  const move = MOVES.find((one) => one === word)
  if (!move || !key) throw new BadRequest('There is no such change of a dashboard.')
  return saveLayout(moveCard(places, key, move), ctx.actor)
}
