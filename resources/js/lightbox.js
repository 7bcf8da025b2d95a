import { t } from './i18n.js'

/* A picture opens in full over the page; without script its link shows it alone. */
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-lightbox]')
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  openLightbox(link)
})

function openLightbox(link) {
  const dialog = document.createElement('dialog')
  dialog.className = 'lightbox'
  dialog.setAttribute('aria-label', link.querySelector('img').alt)
  const image = Object.assign(new Image(), { src: link.href, alt: link.querySelector('img').alt })
  const close = Object.assign(document.createElement('button'), { type: 'button' })
  close.className = 'btn lightbox-close'
  close.textContent = t('Close')
  dialog.append(image, close)
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog || target === close) dialog.close()
  })
  dialog.addEventListener('close', () => {
    dialog.remove()
    link.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
