/* The label form: shows only the measures that the chosen layout asks for. */
const form = document.querySelector('[data-page=labels]')
const layout = form?.querySelector('[name=layout]')

function showMeasures() {
  const { value } = layout
  for (const field of form.querySelectorAll('[data-for]')) {
    field.hidden = !field.dataset.for.split(' ').includes(value)
  }
  const isSheet = value === 'sheet-own' || !value.startsWith('roll-')
  form.querySelector('[data-for-sheets]').hidden = !isSheet
}

layout?.addEventListener('change', showMeasures)
if (layout) showMeasures()

// Typing a number means it.
form?.querySelector('[name=number]')?.addEventListener('input', () => {
  form.querySelector('[name=copies][value=number]').checked = true
})
