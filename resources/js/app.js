import htmx from 'htmx.org'
import Alpine from '@alpinejs/csp'
import { live } from './live.js'
import './live_parts.js'
import './toasts.js'
import './confirm.js'
import './picker.js'
import './forms.js'
import './theme.js'
import './copy.js'
import './finder.js'
import './keys.js'
import './navigation.js'
import './chart_menu.js'
import './wedge.js'

htmx.config.allowEval = false
htmx.config.includeIndicatorStyles = false
htmx.config.selfRequestsOnly = true
// "Back" asks the server: a list is shown as it is now, and fields and pickers work in it.
// (hx-history of the body says so as well, so that nothing is copied for it.)
htmx.config.historyCacheSize = 0
htmx.config.refreshOnHistoryMiss = true

document.addEventListener('htmx:configRequest', (event) => {
  const token = document.querySelector('meta[name=csrf-token]')?.content
  if (token) event.detail.headers['x-csrf-token'] = token
})

// Each file of components/ registers Alpine components: export default (Alpine) => Alpine.data(…).
const components = import.meta.glob('./components/*.js', { eager: true, import: 'default' })
for (const register of Object.values(components)) register(Alpine)

// Code that only some pages need: <main data-page="transaction-form"> loads pages/transaction-form.js.
const pages = import.meta.glob('./pages/*.js')
for (const element of document.querySelectorAll('[data-page]')) {
  void pages[`./pages/${element.dataset.page}.js`]?.()
}

function loadParts() {
  if (document.querySelector('[data-table]')) void import('./table.js')
  if (document.querySelector('[data-attachments]')) void import('./attachments.js')
}
loadParts()
// A table may come with a part of the page.
document.addEventListener('htmx:afterSettle', loadParts)

window.htmx = htmx
window.Alpine = Alpine
window.live = live
Alpine.start()
