import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { updatePart } from '#catalog/actions/update_part'
import { refuseForm } from '#catalog/controllers/form_words'

/** Whether an item is in use: inactive ones keep their history but are offered nowhere. */
export default class ActiveItemsController {
  store(ctx: HttpContext) {
    return setActive(ctx, true)
  }

  destroy(ctx: HttpContext) {
    return setActive(ctx, false)
  }
}

async function setActive(ctx: HttpContext, active: boolean) {
  const id = toId(ctx.params.id)
  try {
    await updatePart({ id, values: { active } }, ctx.actor)
  } catch (error) {
    return refuseForm(ctx, error)
  }
  say(ctx, active ? 'The item is active again.' : 'The item is inactive now.')
  return ctx.response.redirect(`/items/${id}`)
}
