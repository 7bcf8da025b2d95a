import router from '@adonisjs/core/services/router'
import type { HttpContext } from '@adonisjs/core/http'
import { EXPORT_FORMATS } from '#core/export/formats'

type Controller = () => Promise<{ default: new () => { show(ctx: HttpContext): unknown } }>

/**
 * The addresses of a table's files: PATH/export.csv and PATH/export.xlsx. They are also posted to, by
 * lists of which more rows are chosen than an address can name.
 */
export function exportRoutes(path: string, controller: Controller, name: string) {
  return router.group(() => {
    for (const format of EXPORT_FORMATS) {
      router.get(`${path}/export.${format}`, [controller, 'show']).as(`${name}.${format}`)
      router.post(`${path}/export.${format}`, [controller, 'show']).as(`${name}.${format}.chosen`)
    }
  })
}
