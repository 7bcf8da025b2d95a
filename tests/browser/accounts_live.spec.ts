import { test } from '@japa/runner'
import transmit from '@adonisjs/transmit/services/main'
import type { BrowserContext, Page } from 'playwright-core'
import { BASE } from '#tests/helpers/browser'
import { eventually } from '#tests/helpers/patience'
import { makeUser, PASSWORD } from '#tests/helpers/visitor'

async function signIn(context: BrowserContext): Promise<Page> {
  const { username } = await makeUser()
  const page = await context.newPage()
  await page.goto(`${BASE}/sign-in`)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${BASE}/`)
  return page
}

/** Opens a page that listens to the dashboard's channel and marks that it heard something. */
async function listen(page: Page): Promise<void> {
  await page.goto(`${BASE}/account`)
  await page.evaluate(`live.on('dashboard', () => (document.body.dataset.heard = 'yes')); null`)
  await page.locator('[data-live-state=on]').waitFor()
}

function heard(page: Page) {
  return page.locator('body[data-heard]').waitFor()
}

function openStreams(): string[] {
  return [...transmit.getManager().getAllSubscribers().keys()].map((stream) => stream.getUid())
}

test.group('Live updates in the browser', () => {
  test('all tabs share one stream, and the next tab takes it over', async ({
    assert,
    browserContext,
  }) => {
    // Those of tests before may take a moment to end.
    const before = new Set(openStreams())
    const first = await signIn(browserContext)
    await listen(first)
    const second = await browserContext.newPage()
    await listen(second)
    await eventually(
      () => openStreams().filter((uid) => !before.has(uid)),
      ({ length }) => length === 1
    )

    await first.waitForTimeout(300)
    transmit.broadcast('dashboard', { position: 1 })
    await Promise.all([heard(first), heard(second)])

    await first.close()
    await second.evaluate('delete document.body.dataset.heard')
    // The second tab gets the lock, opens the stream, and asks what it may have missed.
    const announcing = setInterval(() => transmit.broadcast('dashboard', { position: 2 }), 200)
    await heard(second).finally(() => clearInterval(announcing))
    assert.equal(await second.locator('[data-live-state]').getAttribute('data-live-state'), 'on')
  })
})
