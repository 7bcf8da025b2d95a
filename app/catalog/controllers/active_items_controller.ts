import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { offerUndo, say } from '#core/http/forms'
import { t } from '#core/i18n'
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
  say(ctx, active ? t('The item is active again.') : t('The item is inactive now.'))
  if (!active) offerUndo(ctx, { action: `/items/${id}/activate` })
  return ctx.response.redirect(`/items/${id}`)
}
