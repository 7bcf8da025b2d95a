/* The days of a shop are those of the place it is in, which the browser knows better than a server far away. */
const zone = document.querySelector('select[name="company_time_zone"]')
const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const isOffered = [...(zone?.options ?? [])].some(({ value }) => value === here)
if (isOffered && !zone.matches('.is-invalid')) zone.value = here

/* After a step the page is a new one: the end of the guide is announced and can be reached at once. */
document.querySelector('[data-focus]')?.focus()
