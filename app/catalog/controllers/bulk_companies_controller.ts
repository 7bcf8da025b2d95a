import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { isTicked } from '#core/http/form_fields'
import { offerUndo, say } from '#core/http/forms'
import { t } from '#core/i18n'
import { chosenRows } from '#core/table/chosen_rows'
import { listAddress } from '#core/table/list_address'
import { activateCompanies } from '#catalog/actions/activate_companies'
import { readCompanyList } from '#catalog/controllers/company_table'
import { listCompanyIds } from '#catalog/queries/list_companies'

const MOST_AT_ONCE = 1000
/** The message with its undo travels in a cookie. */
const LONGEST_UNDO = 600

/** Companies chosen in their list: all made active, or inactive. */
export default class BulkCompaniesController {
  async store(ctx: HttpContext) {
    const active = isTicked(ctx, 'active')
    const ids = await chosenIds(ctx)
    const changed = await activateCompanies({ ids, active }, ctx.actor)
    const address = listAddress(ctx)
    const back = address === '/' ? '/suppliers' : address
    say(ctx, told(changed.length, active))
    const chosen = changed.join(',')
    if (chosen && chosen.length <= LONGEST_UNDO) {
      offerUndo(ctx, {
        action: '/suppliers/bulk',
        fields: { chosen, active: active ? '0' : '1', back },
      })
    }
    return ctx.response.redirect(back)
  }
}

function told(count: number, active: boolean): string {
  return active
    ? t(
        '{count, plural, =0 {Nothing was to be changed.} one {# company is active now.} other {# companies are active now.}}',
        { count }
      )
    : t(
        '{count, plural, =0 {Nothing was to be changed.} one {# company is inactive now.} other {# companies are inactive now.}}',
        { count }
      )
}

async function chosenIds(ctx: HttpContext): Promise<number[]> {
  const rows = chosenRows(ctx)
  const ids =
    rows.kind === 'ids'
      ? rows.ids
      : await listCompanyIds(readCompanyList(Object.fromEntries(new URLSearchParams(rows.query))))
  if (ids.length === 0) throw InvalidInput.whole(t('Choose the companies first.'))
  if (ids.length > MOST_AT_ONCE) {
    throw InvalidInput.whole(t('At most {most, number} companies at once.', { most: MOST_AT_ONCE }))
  }
  return ids
}
