import type { HttpContext } from '@adonisjs/core/http'
import { listLicences, readLicence } from '#accounts/queries/list_licences'

/** The licences of the packages that Bincard is delivered with. */
export default class LicencesController {
  index({ view }: HttpContext) {
    return view.render('pages/accounts/licences', { packages: listLicences() })
  }

  show({ request, view }: HttpContext) {
    const { package: path } = request.qs()
    const { package: licensed, text } = readLicence(typeof path === 'string' ? path : '')
    return view.render('pages/accounts/licence', { licensed, text })
  }
}
