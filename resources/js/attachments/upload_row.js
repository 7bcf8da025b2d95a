import { t } from '../i18n.js'

/** A line that shows how far an upload is, with buttons to cancel it and to try again. */
export function uploadRow(section, name, { cancel, retry }) {
  const line = document.createElement('li')
  line.className = 'attachment-upload'
  const title = element('span', 'attachment-upload-name', name)
  const text = element('span', 'quiet', '')
  const bar = document.createElement('progress')
  bar.max = 1
  bar.setAttribute('aria-label', t('Upload of {name}', { name }))
  const again = button(t('Try again'), retry)
  const end = button(t('Cancel'), cancel)
  const acts = element('span', 'attachment-upload-acts', '')
  acts.append(again, end)
  line.append(title, bar, text, acts)
  section.querySelector('[data-attachment-uploads]').append(line)

  const show = (message, { isFailed = false, mayRetry = false } = {}) => {
    text.textContent = message
    line.classList.toggle('is-failed', isFailed)
    bar.hidden = isFailed
    again.hidden = !mayRetry
    end.textContent = isFailed ? t('Close') : t('Cancel')
  }
  return {
    name,
    remove: () => line.remove(),
    wait() {
      bar.value = 0
      show(t('Waiting'))
    },
    tell(part) {
      bar.value = part
      const percent = Math.floor(100 * part)
      show(part < 1 ? t('Uploading {percent} %', { percent }) : t('Working …'))
    },
    check() {
      bar.removeAttribute('value')
      show(t('Being checked …'))
    },
    fail: (message, mayRetry) => show(message, { isFailed: true, mayRetry }),
  }
}

function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text })
}

function button(label, run) {
  const made = element('button', 'btn btn-sm', label)
  made.type = 'button'
  made.addEventListener('click', run)
  return made
}
