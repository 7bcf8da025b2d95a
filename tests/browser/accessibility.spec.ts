import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { BASE, complaints, DESK, PHONE, settled, signIn, takeCookies } from '#tests/helpers/browser'
import { pageAddresses } from '#tests/helpers/pages'
import { makeSampleData } from '#tests/helpers/sample_data'
import { makeSampleRuns } from '#tests/helpers/sample_runs'
import { signedIn } from '#tests/helpers/visitor'

/** WCAG 2.2, 1.4.10: 1280 px at a zoom of 400 %. */
const NARROWEST = 320

/** The addresses that answer with a whole page, left out those that want to be told more. */
async function wholePages(page: Page, addresses: readonly string[]): Promise<string[]> {
  const whole: string[] = []
  for (const address of addresses) {
    const answer = await page.request.get(BASE + address, { maxRedirects: 0 })
    const isPage = answer.ok() && answer.headers()['content-type']?.includes('text/html')
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
  // As high as the page: what a sticky bar covers is scrolled from below it, so it is no small target.
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
  await page.setViewportSize({ ...PHONE, height: Math.max(PHONE.height, height) })
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
  group.each.timeout(900_000)

  test('is free of what axe finds, in both themes, at the desk and on the phone, and reflows', async ({
    assert,
    browserContext,
  }) => {
    const { user, visitor } = await signedIn()
    const sample = await makeSampleData()
    const runs = await makeSampleRuns(visitor, user.id, sample.emptyPartId)
    await takeCookies(browserContext, visitor.cookies)
    const page = await browserContext.newPage()
    const texts = complaints(page)
    const { addresses, missing } = pageAddresses(sample, user.id, runs)
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

  test('is free of faults where menus, lists, drawers and dialogs are open', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signIn(page)
    const { partId } = await makeSampleData()
    const faults: string[] = []
    const look = async (what: string, within?: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const found = await faultsFoundByAxe(page, { within })
        faults.push(...found.map((fault) => `${what}, ${colorScheme}: ${fault}`))
      }
    }

    await page.setViewportSize(DESK)
    await page.goto(`${BASE}/items`)
    await page.locator('.user-button').click()
    await look('menu of the user', '.user-button + .menu-sheet')
    await page.keyboard.press('Escape')
    for (const menu of await page.locator('main details.menu > summary:visible').all()) {
      await menu.focus()
      await page.keyboard.press('Enter')
      await look('menu of the table', 'main details.menu[open]')
      await page.keyboard.press('Escape')
    }
    await page.locator('tr[data-row]').first().focus()
    await page.keyboard.press('Space')
    await page.locator('[role=dialog], dialog[open]').first().waitFor()
    await settled(page)
    await look('preview of a row')
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+k')
    await page.keyboard.type('lantern')
    await page.locator('#finder').getByText('Lantern').first().waitFor()
    await look('finder', '#finder')

    await page.goto(`${BASE}/transactions/new?type=OUT`)
    await page.getByRole('combobox', { name: 'Item' }).fill('lantern')
    await page.getByRole('option').first().waitFor()
    await look('picker', 'main')

    await page.setViewportSize(PHONE)
    await page.goto(`${BASE}/items/${partId}`)
    await page.getByRole('link', { name: 'More' }).click()
    await page.getByRole('link', { name: 'Admin' }).waitFor()
    await look('navigation on a phone', '#navigation')
    assert.deepEqual(faults, [])
    assert.deepEqual(texts, [])
  })

  test('is free of faults for who is not signed in, and where something is refused', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const faults: string[] = []
    await page.goto(`${BASE}/sign-in`)
    faults.push(...(await faultsOf(page)))
    await page.fill('[name=username]', 'nobody')
    await page.fill('[name=password]', 'wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The username or the password is wrong.').waitFor()
    faults.push(...(await faultsOf(page)))
    await signIn(page, 'viewer')
    for (const path of ['/nothing-here', '/admin/users', '/']) {
      await page.goto(BASE + path)
      faults.push(...(await faultsOf(page)))
    }
    assert.deepEqual(faults, [])
  })
})
