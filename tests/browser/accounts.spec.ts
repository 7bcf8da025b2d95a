import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { BASE, complaints, enter, openAs, PHONE, sideways } from '#tests/helpers/browser'
import { makeUser } from '#tests/helpers/visitor'

/** As who comes by a link and has to sign in first. */
async function enterAt(page: Page, path: string) {
  const { username } = await makeUser()
  await page.goto(`${BASE}${path}`)
  await enter(page, username)
  await page.waitForURL(`${BASE}${path}`)
}

test.group('Accounts in the browser', () => {
  test('signs in, reaches the wanted page, and signs out', async ({ assert, browserContext }) => {
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await enterAt(page, '/admin/users')
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Users')
    await page.getByLabel('Your account').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${BASE}/sign-in`)
    await page.goto(`${BASE}/admin/users`)
    assert.include(page.url(), '/sign-in?next=')
    assert.deepEqual(texts, [])
  })

  test('changes the theme at once and keeps it from the first paint on', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await openAs(page, '/account')
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await background()
    assert.notEqual(dark, light, 'follows the system')
    await page.getByLabel('Your account').click()
    const saved = page.waitForResponse('**/theme')
    await page.getByRole('button', { name: 'Light' }).click()
    await saved
    assert.equal(await background(), light)
    await page.reload()
    assert.equal(await page.locator('html').getAttribute('data-bs-theme'), 'light')
    assert.equal(await background(), light)
  })

  test('works on a phone: drawer, bottom bar, no sideways scrolling', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await openAs(page, '/account')
    const drawer = page.getByRole('navigation', { name: 'Main', exact: true })
    assert.isFalse(await drawer.isVisible())
    assert.equal(
      await page.getByRole('navigation', { name: 'Main, at the bottom' }).getByRole('link').count(),
      5
    )
    await page.getByRole('link', { name: 'More' }).click()
    await drawer.getByRole('link', { name: 'Admin' }).waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    for (const path of ['/account', '/admin/users', '/admin/groups/new', '/admin/audit', '/_ui']) {
      await page.goto(`${BASE}${path}`)
      const beyond = await sideways(page)
      assert.isAtMost(beyond, 0, path)
    }
  })

  test('asks before it deletes, and does so only after a yes', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await openAs(page, '/account')
    const tokens = page.locator('#tokens')
    await tokens.getByLabel('Name').fill('Till')
    await tokens.getByRole('button', { name: 'Make token' }).click()
    await page.getByText('it is not shown again').waitFor()
    assert.match(await page.getByLabel('New token').inputValue(), /^inv-[0-9a-f]{40}-\d{8}$/)
    const dialog = page.getByRole('dialog')
    await tokens.getByRole('button', { name: 'Revoke' }).click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.reload()
    await tokens.getByRole('button', { name: 'Revoke' }).click()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('The token is revoked.').waitFor()
    assert.isTrue(await tokens.getByText('No tokens').isVisible())
  })

  test('picks by keyboard, and sends what was typed when nothing was picked', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await openAs(page, '/_ui')
    const picker = page.getByRole('combobox', { name: 'Item' })
    const form = page.locator('form').filter({ has: picker })
    await picker.fill('lan')
    await page.getByRole('option', { name: 'Lantern, red' }).waitFor()
    await picker.press('ArrowDown')
    await picker.press('Enter')
    assert.equal(await picker.inputValue(), 'Lantern, blue')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL((url) => url.searchParams.get('part') === '2')
    await picker.fill('Something else')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL((url) => url.searchParams.get('part') === 'Something else')
  })
})

test.group('Accounts without script', () => {
  test('signs in, uses the phone navigation, changes the theme and signs out', async ({
    assert,
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
    const page = await context.newPage()
    await openAs(page, '/account')
    await page.getByRole('link', { name: 'More' }).click()
    const drawer = page.getByRole('navigation', { name: 'Main', exact: true })
    await drawer.getByRole('link', { name: 'Admin' }).waitFor()
    await page.getByLabel('Close menu').click()
    await page.getByLabel('Your account').click()
    await page.getByRole('button', { name: 'Dark' }).click()
    assert.equal(await page.locator('html').getAttribute('data-bs-theme'), 'dark')
    await page.getByLabel('Your account').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${BASE}/sign-in`)
    await context.close()
  })
})
