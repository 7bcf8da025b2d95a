/* After a step the page is a new one: the end of the guide is announced and can be reached at once. */
document.querySelector('[data-focus]')?.focus()
