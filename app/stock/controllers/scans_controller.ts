import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { LONGEST_CODE } from '#catalog/barcodes/code'
import { bookScans } from '#stock/actions/book_scans'
import { reverseScans } from '#stock/actions/reverse_scans'
import { toItemJson } from '#stock/controllers/item_json'
import { lastPlace } from '#stock/controllers/last_place'
import { AREA_OF, describeCoded, type DescribedCoded } from '#stock/queries/describe_coded'
import { SCANNED_CODE } from '#stock/barcodes/scanned_code'
import { findCode } from '#stock/queries/find_code'
import { listLocations } from '#stock/queries/list_locations'
import { readPostingIds, readScanForm } from '#stock/validators/scan_form'

/** The session is a cookie of 4 kB. */
const LONGEST_KEPT = 300

/** The page that opens or books what is scanned. */
export default class ScansController {
  async show(ctx: HttpContext) {
    const { code, mode } = ctx.request.qs()
    return ctx.view.render('pages/scan/show', {
      code: textOf(code),
      mode: textOf(mode),
      places: await listLocations({ onlyStocked: true }),
      lastPlace: lastPlace(ctx),
      mayBook: can(ctx.actor, 'stock', 'add'),
      mayChange: can(ctx.actor, 'stock', 'change'),
    })
  }

  /** GET /scan/lookup?code=: what a code stands for. */
  async lookup(ctx: HttpContext) {
    const code = textOf(ctx.request.qs().code)
    const found = code === '' ? [] : await findCode(code)
    const visible = found.filter(({ model }) => can(ctx.actor, AREA_OF[model], 'view'))
    const matches = []
    for (const coded of visible) matches.push(toMatchJson(await describeCoded(coded)))
    ctx.response.header('cache-control', 'no-store')
    return { code, matches, isHidden: visible.length < found.length }
  }

  /** GET /scan/new_item?code=: the form of a new item, whose page then offers to link the code. */
  async newItem(ctx: HttpContext) {
    ctx.session.put(SCANNED_CODE, textOf(ctx.request.qs().code).slice(0, LONGEST_KEPT))
    return ctx.response.redirect('/items/new')
  }

  /** POST /scan/bookings: the whole list or nothing. */
  async store(ctx: HttpContext) {
    return answerRefusals(ctx, async () => {
      const input = readScanForm(ctx.request.body())
      requireRight(ctx, input.mode === 'in' || input.mode === 'out' ? 'add' : 'change')
      const postings = await bookScans(input, ctx.actor)
      const count = input.lines.length
      const text = t('{count, plural, one {# line is booked.} other {# lines are booked.}}', {
        count,
      })
      return { text, postings, canUndo: postings.length > 0 && can(ctx.actor, 'stock', 'change') }
    })
  }

  /** POST /scan/reversals: takes what was just booked back. */
  async reverse(ctx: HttpContext) {
    return answerRefusals(ctx, async () => {
      await reverseScans(readPostingIds(ctx.request.input('postings')), ctx.actor)
      return { text: t('The list is taken back.') }
    })
  }
}

/** The script of the page reads refusals as JSON. */
async function answerRefusals(ctx: HttpContext, act: () => Promise<object>): Promise<object> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    ctx.response.status(error.status)
    return error.fields
  }
}

function requireRight({ actor }: HttpContext, right: 'add' | 'change'): void {
  if (can(actor, 'stock', right)) return
  throw InvalidInput.whole(t('You do not have permission to perform this action.'))
}

function toMatchJson({ item, lot, ...match }: DescribedCoded) {
  return {
    ...match,
    ...(item && { item: toItemJson(item) }),
    ...(lot && { lot: { id: lot.id, locationId: lot.locationId, location: lot.location } }),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, LONGEST_CODE) : ''
}
