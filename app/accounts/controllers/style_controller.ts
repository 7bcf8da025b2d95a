import type { HttpContext } from '@adonisjs/core/http'

const ROWS = ['Lantern, red', 'Lantern, blue', 'Bunting', 'Tea towel'].map((text, index) => ({
  id: index + 1,
  text,
  hint: `SKU-${100 + index}`,
}))

/** The living style page: every component, for those who build pages. Not there in production. */
export default class StyleController {
  show({ view }: HttpContext) {
    return view.render('pages/style/show')
  }

  rows({ request }: HttpContext) {
    const query = String(request.qs().q ?? '').toLowerCase()
    return ROWS.filter(({ text }) => text.toLowerCase().includes(query))
  }
}
