/*
 * A drawer at the side (at the bottom of a phone) shows the part of a page that is marked by
 * data-drawer-content: for links with data-preview-link, and for buttons with data-drawer what their
 * form is answered with. Escape closes it, and the focus goes back to where it was.
 */
import { t } from '../i18n.js'
import { showToast } from '../toasts.js'

let drawer = null

function makeDrawer() {
  drawer = document.createElement('dialog')
  drawer.className = 'drawer'
  drawer.innerHTML =
    '<div class="drawer-close"><button type="button"><svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M18 6 6 18M6 6l12 12"/></svg></button></div><div class="drawer-body"></div>'
  drawer.querySelector('button').setAttribute('aria-label', t('Close'))
  drawer.querySelector('button').addEventListener('click', () => drawer.close())
  drawer.addEventListener('click', ({ target }) => target === drawer && drawer.close())
  drawer.addEventListener('close', () => drawer.querySelector('.drawer-body').replaceChildren())
  document.body.append(drawer)
}

function show(html, opener) {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const content = page.querySelector('[data-drawer-content]')
  if (!content) return false
  if (!drawer) makeDrawer()
  const body = drawer.querySelector('.drawer-body')
  body.replaceChildren(document.adoptNode(content))
  drawer.setAttribute('aria-label', content.dataset.drawerContent || t('Preview'))
  opener?.focus()
  if (!drawer.open) drawer.showModal()
  window.htmx.process(body)
  body.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }))
  return true
}

/** Shows what an address answers. */
export async function openDrawer(url, opener) {
  const answer = await fetch(url, { headers: { 'hx-request': 'true' } }).catch(() => null)
  if (!answer?.ok || !show(await answer.text(), opener)) window.location.assign(url)
}

async function openFromForm(form, button) {
  const answer = await fetch(button.formAction, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form, button)),
    headers: { 'hx-request': 'true' },
  }).catch(() => null)
  const text = (await answer?.text()) ?? ''
  if (answer?.ok && show(text, button)) return
  showToast(
    text && text.length < 300 ? text : t('The server could not be reached. Try again.'),
    'danger'
  )
}

document.addEventListener('click', (event) => {
  const closer = drawer?.open && event.target.closest?.('[data-close-drawer]')
  if (!closer) return
  event.preventDefault()
  drawer.close()
})

document.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  const opener = event.target.closest?.('a[data-preview-link], button[data-drawer]')
  if (!opener) return
  event.preventDefault()
  void (opener.form ? openFromForm(opener.form, opener) : openDrawer(opener.href, opener))
})
