import type { Page } from 'playwright-core'

/** Puts files onto an element as a drag from the desktop does, or onto the clipboard of a paste. */
const HAND_OVER = `([kind, files]) => {
  const data = new DataTransfer()
  for (const [name, type, base64] of files) {
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    data.items.add(new File([content], name, { type }))
  }
  const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }
  const place = document.querySelector('.attachments')
  if (kind === 'drop') place.dispatchEvent(new DragEvent('dragover', init))
  place.dispatchEvent(
    kind === 'drop' ? new DragEvent('drop', init) : new ClipboardEvent('paste', init)
  )
}`

export function handOver(page: Page, kind: 'drop' | 'paste', files: [string, string, Buffer][]) {
  const given = files.map(([name, type, bytes]) => [name, type, bytes.toString('base64')])
  return page.evaluate(`(${HAND_OVER})(${JSON.stringify([kind, given])})`)
}

/** The row of a file in the list of attachments. */
export function rowOf(page: Page, name: string) {
  return page.locator('.attachment', { hasText: name })
}
