import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { pageAddresses } from '#tests/helpers/pages'
import { makeSampleData } from '#tests/helpers/sample_data'

/** WCAG 2.2, 1.4.10: 1280 px at a zoom of 400 %. */
const NARROWEST = 320

/** The addresses that answer with a whole page. */
async function wholePages(page: Page, addresses: readonly string[]): Promise<string[]> {
  const whole: string[] = []
  for (const address of addresses) {
    const answer = await page.request.get(BASE + address, { maxRedirects: 0 })
    const isPage = answer.headers()['content-type']?.includes('text/html')
    if (isPage && /^\s*<!doctype html>/i.test(await answer.text())) whole.push(address)
  }
  return whole
}

/** What is wrong in the page at the desk in light, and on the phone in dark with all that folds open. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize(DESK)
  const atDesk = await faultsFoundByAxe(page)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.setViewportSize(PHONE)
  const inDark = await faultsFoundByAxe(page, { rules: ['color-contrast', 'target-size'] })
  return [
    ...atDesk.map((fault) => `desk, light: ${fault}`),
    ...inDark.map((fault) => `phone, dark: ${fault}`),
  ]
}

async function widthAt(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 600 })
  return Number(await page.evaluate('document.documentElement.scrollWidth'))
}

/** Opens each dialog of the page that was not seen before, and looks into it. */
async function faultsInDialogs(page: Page, seen: Set<string>): Promise<string[]> {
  const ids = await page.evaluate(
    '[...document.querySelectorAll("dialog[id]")].map((one) => one.id)'
  )
  const faults: string[] = []
  for (const id of (ids as string[]).filter((one) => !seen.has(one.replace(/\d+/g, '')))) {
    seen.add(id.replace(/\d+/g, ''))
    await page.evaluate((one) => {
      const { document } = globalThis as unknown as {
        document: { getElementById(id: string): { showModal(): void } }
      }
      document.getElementById(one).showModal()
    }, id)
    const found = await faultsFoundByAxe(page, { within: `#${id}` })
    faults.push(...found.map((fault) => `#${id}: ${fault}`))
    await page.keyboard.press('Escape')
  }
  return faults
}

test.group('Every page', (group) => {
  group.each.timeout(300_000)

  test('is free of what axe finds, in both themes, at the desk and on the phone, and reflows', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const texts = complaints(page)
    const user = await signIn(page)
    const { addresses, missing } = pageAddresses(await makeSampleData(), user.id)
    assert.deepEqual(missing, [], 'pages of which the test knows no example')
    const faults = new Map<string, string[]>()
    const add = (address: string, found: string[]) => {
      for (const fault of found) faults.set(fault, [...(faults.get(fault) ?? []), address])
    }
    const dialogs = new Set<string>()
    for (const address of await wholePages(page, addresses)) {
      await page.goto(BASE + address)
      add(address, await faultsOf(page))
      const width = await widthAt(page, NARROWEST)
      if (width > NARROWEST) add(address, [`${width} px wide at ${NARROWEST} px`])
      add(address, await faultsInDialogs(page, dialogs))
    }
    assert.deepEqual(
      [...faults].map(([fault, pages]) => `${fault}: on ${pages.join(', ')}`),
      []
    )
    assert.deepEqual(texts, [])
  })
})
