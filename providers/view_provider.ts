import type { ApplicationService } from '@adonisjs/core/types'

/** What every Edge template can use: see #core/view_helpers. */
export default class ViewProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { default: edge } = await import('edge.js')
    const { viewHelpers } = await import('#core/view_helpers')
    // Only who changes templates wants them read again each time; tests see what production does.
    edge.configure({ cache: !this.app.inDev })
    const { html } = edge.globals
    const attrs = (values: Record<string, unknown>) => html.safe(viewHelpers.htmlAttributes(values))
    edge.global('html', { ...html, attrs })
    for (const [name, helper] of Object.entries(Object.getOwnPropertyDescriptors(viewHelpers))) {
      Object.defineProperty(edge.globals, name, helper)
    }
  }
}
