/*
 * <button data-chart-tool="png | csv | copy" hidden> in a menu: acts on the chart or the table of the card
 * around it. What it needs is loaded when it is used.
 */
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!target.open) return
    const root = rootOf(target)
    const hasTable = Boolean(root?.querySelector('table'))
    const hasChart = Boolean(root?.querySelector('svg[viewBox][width]:not(.icon)'))
    for (const tool of target.querySelectorAll('[data-chart-tool]'))
      tool.hidden = tool.dataset.chartTool === 'png' ? !hasChart : !hasTable
    for (const end of target.querySelectorAll('[data-chart-tool-end]')) end.hidden = !hasTable
  },
  true
)

document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('[data-chart-tool]')
  if (!button) return
  const menu = button.closest('details')
  const root = rootOf(button)
  const { tools } = await import('./chart_tools.js')
  await tools[button.dataset.chartTool](root)
  if (!menu) return
  menu.open = false
  menu.querySelector('summary').focus()
})

function rootOf(element) {
  return element.closest('[data-chart]') ?? element.closest('section, figure')
}
