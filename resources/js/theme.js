/* The theme form works by itself; with script the page changes at once and stays where it is. */
document.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-theme-form]')
  if (!form || !event.submitter) return
  event.preventDefault()
  const theme = event.submitter.value
  document.documentElement.dataset.bsTheme = theme
  colourFrame(theme)
  for (const button of form.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.value === theme))
  }
  void fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form, event.submitter)),
  })
  document.dispatchEvent(new CustomEvent('theme-changed', { detail: theme }))
})

/** What a phone draws around the page. */
function colourFrame(theme) {
  for (const meta of document.querySelectorAll('meta[data-theme-color]')) {
    const { themeColor } = meta.dataset
    if (theme === 'system') meta.media = `(prefers-color-scheme: ${themeColor})`
    else meta.media = theme === themeColor ? 'all' : 'not all'
  }
}
