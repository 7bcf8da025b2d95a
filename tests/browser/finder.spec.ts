import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { BASE, complaints, openAs, PHONE, signIn } from '#tests/helpers/browser'
import { eventually } from '#tests/helpers/patience'
import { makePart } from '#tests/helpers/stock'

test.group('The finder in the browser', () => {
  test('leads by keyboard to an item, and to a form with it filled in', async ({
    assert,
    browserContext,
  }) => {
    const word = randomUUID().slice(0, 8)
    const first = await makePart({ name: `Charger A ${word}` })
    const second = await makePart({ name: `Charger B ${word}` })
    const page = await browserContext.newPage()
    const texts = complaints(page)
    await signIn(page)
    await page.goto(`${BASE}/balance`)
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`charger ${word}`)
    const chosen = page.locator('#finder [aria-selected=true]')
    await chosen.getByText(`Charger A ${word}`).waitFor()
    await page.keyboard.press('ArrowDown')
    await chosen.getByText(`Charger B ${word}`).waitFor()
    await page.keyboard.press('ArrowDown')
    await chosen.getByText(`Charger A ${word}`).waitFor()
    await page.keyboard.press('ArrowUp')
    assert.equal(
      await page.locator('#finder input').getAttribute('aria-activedescendant'),
      await chosen.getAttribute('id')
    )
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/items/${second}`)

    // Enter before the answer leads on as soon as it is there.
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`stock out charger a ${word}`)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${BASE}/transactions/new?type=OUT&item=${first}`)
    assert.equal(
      await page.getByRole('combobox', { name: 'Item' }).inputValue(),
      `Charger A ${word}`
    )
    assert.deepEqual(texts, [])
  })

  test('keeps what one has gone to when a later answer comes', async ({ browserContext }) => {
    const word = randomUUID().slice(0, 8)
    await makePart({ name: `Charger A ${word}` })
    await makePart({ name: `Charger B ${word}` })
    const page = await browserContext.newPage()
    await openAs(page, '/balance')
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`charger ${word.slice(0, -1)}`)
    const chosen = page.locator('#finder [aria-selected=true]')
    await chosen.getByText(`Charger A ${word}`).waitFor()
    // The answers to the letters before know of other chargers, too.
    const options = page.locator('#finder [role=option]')
    await eventually(
      () => options.count(),
      (count) => count === 2
    )

    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/find?q=*', async (route) => {
      const response = await route.fetch()
      await released
      await route.fulfill({ response })
    })
    await page.evaluate(`document.querySelector('#finder [role=group]').dataset.old = 'yes'`)
    await page.keyboard.type(word.slice(-1))
    await page.keyboard.press('ArrowDown')
    await chosen.getByText(`Charger B ${word}`).waitFor()
    release()
    await page.locator('#finder [role=group]:not([data-old])').first().waitFor()
    await chosen.getByText(`Charger B ${word}`).waitFor()
  })

  test('closes with Escape, gives the focus back, and leaves the page’s search to the slash', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await openAs(page, '/')
    await page.getByLabel('Find anything').focus()
    await page.keyboard.press('Enter')
    await page.locator('#finder[open] [role=option]').first().waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#finder[open]').waitFor({ state: 'detached' })
    assert.isTrue(await page.locator('.find-open:focus').isVisible())
    await page.keyboard.press('/')
    assert.isTrue(await page.locator('[data-global-search]:focus').isVisible())
    assert.isFalse(await page.locator('#finder').isVisible())
  })

  test('opens on a phone with a tap, and says when there is nothing', async ({
    assert,
    browserContext,
  }) => {
    const page = await browserContext.newPage()
    await page.setViewportSize(PHONE)
    await openAs(page, '/')
    await page.getByLabel('Find anything').click()
    await page.locator('#finder input').fill(`${randomUUID()} by no name`)
    await page.getByText('Nothing found').waitFor()
    await page.locator('#finder input').fill('balance')
    await page.getByRole('option', { name: 'Stock balance' }).click()
    await page.waitForURL(`${BASE}/balance`)
    assert.isFalse(await page.locator('#finder').isVisible())
  })
})
