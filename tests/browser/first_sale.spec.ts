import { test } from '@japa/runner'
import type { Page, Browser } from 'playwright-core'
import { isLive } from '#tests/helpers/browser'
import { OwnServer } from '#tests/helpers/own_server'

/** The field with this label gets this text, by the keyboard alone. */
async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  // Quicker keys would be taken for those of a scanner.
  await page.keyboard.type(text, { delay: 50 })
}

interface Way {
  name: string
  width: number
  fill(page: Page, label: string, text: string): Promise<void>
  press(page: Page, button: string): Promise<void>
}

const WAYS: Way[] = [
  {
    name: 'at a desk by keyboard',
    width: 1440,
    fill: type,
    async press(page, button) {
      await page.getByRole('button', { name: button, exact: true }).focus()
      await page.keyboard.press('Enter')
    },
  },
  {
    name: 'on a phone by touch',
    width: 390,
    fill: (page, label, text) => page.getByLabel(label, { exact: true }).fill(text),
    press: (page, button) => page.getByRole('button', { name: button, exact: true }).tap(),
  },
]

function openPage(browser: Browser, width: number, errors: string[]): Promise<Page> {
  return browser
    .newContext({ viewport: { width, height: 844 }, hasTouch: width < 600 })
    .then(async (context) => {
      const page = await context.newPage()
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
      return page
    })
}

test.group('From set-up to the first sale', (group) => {
  group.each.timeout(120_000)

  for (const way of WAYS) {
    test(`leads a new shop there ${way.name}`, async ({ assert, browser, cleanup }) => {
      const server = await OwnServer.start({ COMPANY_CURRENCY: '', COMPANY_TIMEZONE: '' })
      cleanup(() => server.end())
      const errors: string[] = []
      const page = await openPage(browser, way.width, errors)
      const fill = (label: string, text: string) => way.fill(page, label, text)
      const done = (step: string) => page.locator(`#step-${step}.is-done`).waitFor()

      await page.goto(server.base)
      await fill('Username', 'owner')
      await fill('Password', 'a password of tests')
      await fill('Password again', 'a password of tests')
      await way.press(page, 'Make administrator')
      await page.waitForURL(`${server.base}/`)

      await fill('Name', 'Kiosk')
      await page.getByLabel('Currency').selectOption('EUR')
      await way.press(page, 'That is us')
      await done('company')
      await way.press(page, 'Make location')
      await done('location')

      await fill('Name', 'Phone')
      await fill('Purchase price', '480')
      await fill('Sale price', 'six hundred')
      await way.press(page, 'Add item')
      await page.locator('.field-error').first().waitFor()
      assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Phone')
      await fill('Sale price', '600')
      await way.press(page, 'Add item')
      await done('item')
      await fill('How many came in', '10')
      await way.press(page, 'Stock in')
      await done('stock')
      await fill('How many were sold', '2')
      await way.press(page, 'Book the sale')

      await page.getByText('Congratulations!').waitFor()
      assert.equal(await page.locator('.guide-profit').innerText(), '240.00 EUR')
      assert.equal(await page.evaluate('document.activeElement.id'), 'guide-end-title')
      await page.getByRole('link', { name: 'See it on the dashboard' }).click()
      await page.waitForURL(`${server.base}/`)
      await page.locator('#profit:has-text("240.00")').waitFor()
      assert.equal(await page.locator('#card-first-steps').count(), 0)
      await page.goto(`${server.base}/items`)
      await page.getByText('SKU-0001').first().waitFor()
      assert.deepEqual(errors, [])
      await page.context().close()
    })
  }

  test('can be put away and brought back', async ({ assert, browser, cleanup }) => {
    const server = await OwnServer.start({
      ADMIN_USERNAME: 'owner',
      ADMIN_PASSWORD: 'a password of tests',
    })
    cleanup(() => server.end())
    const page = await openPage(browser, 1440, [])
    await page.goto(`${server.base}/sign-in`)
    await page.getByLabel('Username').fill('owner')
    await page.getByLabel('Password').fill('a password of tests')
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('button', { name: 'Put away' }).click()
    await page.locator('#card-figures').waitFor()
    assert.equal(await page.locator('#card-first-steps').count(), 0)
    await page.getByText('No item is below its minimum.').waitFor()

    await page.getByRole('link', { name: 'Arrange' }).click()
    await page.getByRole('button', { name: 'Show First steps' }).click()
    await page.locator('#card-first-steps progress').waitFor()
    await page.locator('#card-first-steps').getByRole('link', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Load the demo' }).waitFor()
    await page.context().close()
  })

  test('says when the connection is lost, and catches up by itself', async ({
    assert,
    browser,
    cleanup,
  }) => {
    const server = await OwnServer.start({
      ADMIN_USERNAME: 'owner',
      ADMIN_PASSWORD: 'a password of tests',
    })
    cleanup(() => server.end())
    const page = await openPage(browser, 1440, [])
    await page.goto(`${server.base}/sign-in`)
    await page.getByLabel('Username').fill('owner')
    await page.getByLabel('Password').fill('a password of tests')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Put away' }).click()
    await isLive(page)
    const loads: string[] = []
    page.on('load', () => loads.push(page.url()))

    await server.goAway()
    await page.locator('[data-live-state=lost]').waitFor()
    assert.isTrue(await page.locator('[data-when=lost]').first().isVisible())
    const asked = page.waitForResponse(
      (answer) => answer.url().includes('/dashboard/figures') && answer.ok(),
      { timeout: 60_000 }
    )
    await server.comeBack()

    await isLive(page)
    await asked
    assert.deepEqual(loads, [])
    await page.context().close()
  })
})
