import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { BASE, complaints, PHONE, signIn } from '#tests/helpers/browser'
import { makeUser, PASSWORD } from '#tests/helpers/visitor'

test.group('The language in the browser', () => {
  test('is chosen in the menu, stays, and follows the user to another browser', async ({
    assert,
    browserContext,
    browser,
  }) => {
    const page = await browserContext.newPage()
    const texts = complaints(page)
    const user = await signIn(page)
    await page.goto(`${BASE}/balance`)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.getByLabel('Your account').click()
    await page.getByRole('button', { name: 'Русский' }).click()
    await page.locator('html[lang=ru]').waitFor()
    assert.equal(page.url(), `${BASE}/balance`)
    assert.equal((await db.from('users').where('id', user.id).first()).locale, 'ru')

    const other = await browser.newContext({ viewport: PHONE })
    const otherPage = await other.newPage()
    await otherPage.goto(`${BASE}/sign-in`)
    assert.equal(await otherPage.locator('html').getAttribute('lang'), 'en')
    await otherPage.fill('[name=username]', user.username)
    await otherPage.fill('[name=password]', PASSWORD)
    await otherPage.keyboard.press('Enter')
    await otherPage.locator('html[lang=ru]').waitFor()
    await other.close()
    assert.deepEqual(texts, [])
  })

  test('is chosen by keyboard on the sign-in page, for good', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const user = await makeUser()
    await page.goto(`${BASE}/sign-in`)
    await page.getByRole('button', { name: 'Français' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('html[lang=fr]').waitFor()
    assert.equal(
      await page.getByRole('button', { name: 'Français' }).getAttribute('aria-pressed'),
      'true'
    )
    await page.fill('[name=username]', user.username)
    await page.fill('[name=password]', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/sign-in')
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr')
    assert.equal((await db.from('users').where('id', user.id).first()).locale, 'fr')
  })
})
