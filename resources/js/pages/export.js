import { t } from '../i18n.js'
import { showToast } from '../toasts.js'

// The part fetches itself again until the export is over; a file that becomes ready is saved by itself.
document.addEventListener('htmx:afterSwap', () => {
  const card = document.getElementById('export')
  if (!card || card.dataset.begun) return
  if (card.dataset.state === 'failed') showToast(t('The export failed.'), 'danger')
  if (!card.dataset.download) return
  card.dataset.begun = 'yes'
  showToast(t('The export is ready.'))
  // The answer is an attachment: the page stays.
  window.location.assign(card.dataset.download)
})
