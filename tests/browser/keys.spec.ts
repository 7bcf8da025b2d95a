import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { BASE, complaints, DESK, PHONE, signIn } from '#tests/helpers/browser'
import { makeSampleData } from '#tests/helpers/sample_data'

interface Stop {
  text: string
  problem: string
}

/**
 * Runs in the page: what the focus is on, told to the eye by an outline, a border or a shadow that it has
 * only then, and not behind a bar that stays in place.
 */
const STOP_AT_FOCUS = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const look = () =>
    [element, element.parentElement, element.nextElementSibling].filter(Boolean).map((one) => {
      const { outline, boxShadow, borderColor, top } = getComputedStyle(one)
      return outline + boxShadow + borderColor + top
    }).join()
  const text = element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30) + element.id
  const box = element.getBoundingClientRect()
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20))
  const isHidden = !above || !(element.contains(above) || above.contains(element))
  const focused = look()
  element.blur()
  const isMarked = look() !== focused
  element.focus({ preventScroll: true, focusVisible: true })
  return { text, problem: isHidden ? 'is hidden' : isMarked ? '' : 'is not marked' }
})()`

/** Walks through the page by Tab, and gives what is wrong with a stop. */
async function problemsByTab(page: Page, most = 60): Promise<string[]> {
  const problems: string[] = []
  const seen = new Set<string>()
  for (let stops = 0; stops < most; stops += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | null>(STOP_AT_FOCUS)
    if (!stop) break
    if (stop.problem && !seen.has(stop.text)) problems.push(`${stop.text}: ${stop.problem}`)
    seen.add(stop.text)
  }
  return problems
}

test.group('By keyboard', (group) => {
  group.each.timeout(120_000)

  test('goes to places with g and a letter, tells of the keys, and can be switched off', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await signIn(page)
    await page.goto(`${BASE}/account`)
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL(/\/items$/)
    await page.keyboard.press('?')
    const dialog = page.locator('#keys-dialog[open]')
    await dialog.getByText('Stock balance').waitFor()
    await page.getByLabel('Use keys of a single letter or sign').uncheck()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    assert.equal(await dialog.count(), 0)
    assert.match(page.url(), /\/items$/)

    await page.getByLabel('Your account').click()
    await page.getByRole('button', { name: 'Keys', exact: true }).click()
    await page.getByLabel('Use keys of a single letter or sign').check()
    await page.getByRole('button', { name: 'Close' }).and(page.locator('[data-keys-close]')).click()
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await page.waitForURL(`${BASE}/balance`)
    assert.deepEqual(texts, [])
  })

  test('types letters into fields, and leaves menus with Escape', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await signIn(page)
    await page.goto(`${BASE}/account`)
    await page.getByLabel('First name').fill('')
    await page.getByLabel('First name').pressSequentially('gi?/', { delay: 120 })
    assert.equal(await page.getByLabel('First name').inputValue(), 'gi?/')
    await page.locator('.user-button').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'My account' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    assert.isTrue(await page.locator('.user-button:focus').isVisible())
    assert.isFalse(await page.getByRole('link', { name: 'My account' }).isVisible())
  })

  test('begins with a link to the content, and shows where it is on every stop', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signIn(page)
    const { partId } = await makeSampleData()
    const problems: string[] = []
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size)
      for (const path of [
        '/',
        '/items',
        `/items/${partId}`,
        '/transactions/new?type=IN',
        '/account',
      ]) {
        await page.goto(BASE + path)
        await page.evaluate('document.activeElement?.blur()')
        const found = await problemsByTab(page)
        problems.push(...found.map((problem) => `${path} at ${size.width}: ${problem}`))
      }
    }
    assert.deepEqual(problems, [])
    await page.goto(`${BASE}/account`)
    await page.keyboard.press('Tab')
    assert.equal(await page.locator(':focus').innerText(), 'Skip to content')
    await page.keyboard.press('Enter')
    assert.isTrue(await page.locator('#main:focus').isVisible())
  })
})
