import { t } from '../i18n.js'
import { showToast } from '../toasts.js'

/** What was ready when the page was opened is not saved once more. */
let isWaiting = 'waiting' in document.querySelector('[data-page=export]').dataset

/** The part fetches itself again until the export is over; a file that becomes ready is saved by itself. */
function look() {
  const card = document.getElementById('export')
  if (!card || !isWaiting || !['done', 'failed'].includes(card.dataset.state)) return
  isWaiting = false
  if (card.dataset.state === 'failed') return showToast(t('The export failed.'), 'danger')
  showToast(t('The export is ready.'))
  // The answer is an attachment: the page stays.
  window.location.assign(card.dataset.download)
}

document.addEventListener('htmx:afterSwap', look)
look()
