import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { qrSymbol } from '#stock/labels/symbol'

/**
 * Scans as a keyboard wedge does: keys that follow each other within milliseconds, then Enter or Tab. Sent by the
 * page's own clock, because a busy machine may be slower than any scanner. False when the end key was held back.
 */
export async function scan(page: Page, code: string, end: 'Enter' | 'Tab' = 'Enter') {
  await page.evaluate(typeAll, { code, end })
}

/** Runs in the page: key events on what has the focus, and in a field the text they leave there. */
function typeAll({ code, end }: { code: string; end: string }) {
  const { document, KeyboardEvent, Event } = globalThis as unknown as {
    document: {
      activeElement: {
        value?: string
        dispatchEvent(event: object): boolean
        form?: Form
        click(): void
      }
    }
    KeyboardEvent: new (type: string, options: object) => object
    Event: new (type: string, options: object) => object
  }
  interface Form {
    requestSubmit(): void
  }
  const target = document.activeElement
  const press = (key: string) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  for (const key of code) {
    if (!press(key) || typeof target.value !== 'string') continue
    target.value += key
    target.dispatchEvent(new Event('input', { bubbles: true }))
  }
  // What a browser does with Enter: sends the form of a field, presses a button.
  if (!press(end) || end !== 'Enter') return
  if (typeof target.value === 'string' && target.form) target.form.requestSubmit()
  else target.click()
}

/** A film of a QR code, for Chromium's pretended camera: one frame is enough, it is shown again and again. */
export function filmOf(code: string, file: string): void {
  const width = 640
  const height = 480
  const module = 9
  const symbol = qrSymbol(code)
  const luma = Buffer.alloc(width * height, 235)
  const left = Math.round((width - symbol.width * module) / 2)
  const top = Math.round((height - symbol.height * module) / 2)
  for (const bar of symbol.bars) {
    for (let y = 0; y < module; y++) {
      const start = (top + bar.y * module + y) * width + left + bar.x * module
      luma.fill(16, start, start + bar.width * module)
    }
  }
  const grey = Buffer.alloc((width * height) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, grey])
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(file, Buffer.concat([header, frame, frame]))
}
