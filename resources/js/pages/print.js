/* A sheet of paper on the screen: its button prints it. */
document.addEventListener('click', ({ target }) => {
  if (target.closest?.('[data-print]')) window.print()
})
