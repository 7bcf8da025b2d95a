/*
| Draws public/icons from the mark: node scripts/make_icons.js. The maskable one keeps the mark
| within the inner 80 %, because a phone may cut the rest off; the one for Apple has no transparency.
*/
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const PUBLIC = join(import.meta.dirname, '..', 'public')
const ICONS = [
  { file: 'icon-192.png', size: 192, share: 1, ground: 'transparent' },
  { file: 'icon-512.png', size: 512, share: 1, ground: 'transparent' },
  { file: 'maskable-512.png', size: 512, share: 0.62, ground: '#e5eef9' },
  { file: 'apple-180.png', size: 180, share: 0.72, ground: '#ffffff' },
]

const mark = readFileSync(join(PUBLIC, 'mark.svg')).toString('base64')
mkdirSync(join(PUBLIC, 'icons'), { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
for (const { file, size, share, ground } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<body style="margin:0;height:100vh;display:grid;place-items:center;background:${ground}">
    <img src="data:image/svg+xml;base64,${mark}" width="${Math.round(size * share)}">`)
  await page.screenshot({ path: join(PUBLIC, 'icons', file), omitBackground: true })
  await page.close()
}
await browser.close()
