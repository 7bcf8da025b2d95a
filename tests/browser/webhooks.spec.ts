import db from '@adonisjs/lucid/services/db'
import transmit from '@adonisjs/transmit/services/main'
import { test } from '@japa/runner'
import type { Page, Locator } from 'playwright-core'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { FAILURES_BEFORE_DISABLING } from '#events/actions/deliver_webhook'
import { drainProjections } from '#events/embedded_event_log'
import { recordEvent } from '#events/outbox'
import {
  BASE,
  complaints,
  DESK,
  isLive,
  PHONE,
  settled,
  sideways,
  signIn,
} from '#tests/helpers/browser'
import { expectedSignature } from '#tests/helpers/receiver'
import { allowPrivate, beginAnew, runDeliveries, startReceiver } from '#tests/helpers/webhooks'

const CHANGE = 'bincard.part.changed.v1'
const MOST_TABS = 150
const DAY_MS = 86_400_000

/** How a person uses a control. */
interface Hands {
  press(control: Locator): Promise<void>
  tick(box: Locator): Promise<void>
  write(field: Locator, text: string): Promise<void>
  choose(list: Locator, label: string): Promise<void>
}

function byMouse(): Hands {
  return {
    press: (control) => control.click(),
    tick: (box) => box.click(),
    write: (field, text) => field.fill(text),
    choose: async (list, label) => void (await list.selectOption({ label })),
  }
}

/** Goes on from control to control, as who has no mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor()
  for (let count = 0; count < MOST_TABS; count++) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${control} is not reached by Tab`)
}

function byKeyboard(page: Page): Hands {
  const then = (key: string) => async (control: Locator) => {
    await tabTo(page, control)
    await page.keyboard.press(key)
  }
  return {
    press: then('Enter'),
    tick: then('Space'),
    async write(field, text) {
      await tabTo(page, field)
      await page.keyboard.insertText(text)
    },
    async choose(list, label) {
      await tabTo(page, list)
      await page.keyboard.type(label)
    },
  }
}

async function fits(page: Page): Promise<boolean> {
  await settled(page)
  return (await sideways(page)) <= 0
}

/** Makes a webhook on the pages, and gives its address and its secret. */
async function make(page: Page, hands: Hands, url: string) {
  await page.goto(`${BASE}/admin/integrations`)
  await hands.press(page.getByRole('link', { name: 'New webhook' }).first())
  await page.waitForURL('**/integrations/new')
  await hands.write(page.locator('[name=url]'), url)
  await hands.write(page.locator('[name=description]'), 'The web shop')
  await hands.tick(page.locator(`input[value="${CHANGE}"]`))
  await hands.press(page.getByRole('button', { name: 'Make webhook' }))
  await page.waitForURL(/\/integrations\/\d+$/)
  return { address: page.url(), secret: await page.locator('#new-secret').inputValue() }
}

async function sendTest(page: Page, hands: Hands): Promise<void> {
  await hands.press(page.getByRole('button', { name: 'Send a test event' }))
  await page.waitForURL(/\/deliveries\/\d+$/)
  await isLive(page)
}

/** Something happens, and the part of the page that shows the deliveries is another one. */
async function renewDeliveries(page: Page): Promise<void> {
  await page.evaluate(`document.querySelector('#deliveries').dataset.old = 'yes'`)
  transmit.broadcast('webhooks', {})
  await page.locator('#deliveries:not([data-old])').waitFor()
}

/** As if it had been failing for days: the next failure is the last. */
async function failForDays(): Promise<void> {
  await db.from('webhooks').update({
    failures: FAILURES_BEFORE_DISABLING - 1,
    failing_since: toDatabaseTime(new Date(Date.now() - 4 * DAY_MS)),
  })
  await transact((unit) => recordEvent(unit, { type: CHANGE, subject: '1', data: {} }))
  await drainProjections()
}

for (const [name, viewport, handsOf] of [
  ['at the desk, by mouse', DESK, byMouse],
  ['on the phone, by keyboard', PHONE, byKeyboard],
] as const) {
  test.group(`Webhooks ${name}`, (group) => {
    group.each.timeout(120_000)
    group.each.setup(async () => {
      await beginAnew()
      return allowPrivate()
    })
    group.each.teardown(() => beginAnew())

    test('one is made, its secret shown once, tried, sent again, and given a new secret', async ({
      assert,
      cleanup,
      browserContext,
    }) => {
      const receiver = await startReceiver(cleanup)
      const page = await browserContext.newPage()
      const texts = complaints(page)
      await page.setViewportSize(viewport)
      await signIn(page)
      const hands = handsOf(page)
      const { address, secret } = await make(page, hands, receiver.url)
      assert.match(secret, /^whsec_[\w-]{43}$/)
      assert.isTrue(await fits(page))
      await page.reload()
      assert.equal(await page.locator('#new-secret').count(), 0)

      receiver.answerWith(500, 'no room')
      await sendTest(page, hands)
      await page.getByText('Waiting', { exact: true }).waitFor()
      await runDeliveries()
      // The log comes by itself.
      await page.getByText('It answered 500').waitFor()
      await page.locator('#delivery pre', { hasText: 'no room' }).waitFor()
      await page.getByText('Failed', { exact: true }).waitFor()
      assert.isTrue(await fits(page))

      receiver.answerWith(200, 'there is room')
      await hands.press(page.getByRole('button', { name: 'Send again' }))
      await page.getByText('The event is sent again.').waitFor()
      await isLive(page)
      await runDeliveries()
      await page.getByText('Delivered', { exact: true }).waitFor()
      await page.locator('#delivery pre', { hasText: 'there is room' }).waitFor()
      assert.lengthOf(await page.locator('#delivery tbody tr').all(), 2)

      await hands.press(page.getByRole('link', { name: 'Webhook', exact: true }))
      await page.waitForURL(address)
      await page.locator('#deliveries').getByText('Delivered', { exact: true }).waitFor()
      await hands.choose(page.getByLabel('The old secret stays good for'), '7 days')
      await hands.press(page.getByRole('button', { name: 'Make a new secret' }))
      const newSecret = await page.locator('#new-secret').inputValue()
      await page.getByText('Old secret good until').waitFor()
      await sendTest(page, hands)
      await runDeliveries()
      await page.getByText('Delivered', { exact: true }).waitFor()

      const [last] = receiver.received.slice(-1)
      assert.notEqual(newSecret, secret)
      assert.sameMembers(String(last.headers['bincard-signature']).split(','), [
        expectedSignature(newSecret, last),
        expectedSignature(secret, last),
      ])
      assert.deepEqual(texts, [])
    })

    test('one that keeps failing is switched off with a notice, and what failed is sent again', async ({
      assert,
      cleanup,
      browserContext,
    }) => {
      const receiver = await startReceiver(cleanup)
      const page = await browserContext.newPage()
      await page.setViewportSize(viewport)
      await signIn(page)
      const hands = handsOf(page)
      const { address } = await make(page, hands, receiver.url)
      await page.goto(`${BASE}/admin/integrations`)
      await isLive(page)
      receiver.answerWith(503)
      await failForDays()
      await runDeliveries()

      // The notice comes by itself.
      await page.getByText('A webhook was switched off').waitFor()
      assert.isTrue(await fits(page))
      await hands.press(page.getByRole('link', { name: 'See what went wrong' }))
      await page.waitForURL(address)
      await page.getByText('Switched off by failures').waitFor()
      await page.locator('#deliveries').getByText('It answered 503').waitFor()

      receiver.answerWith(200)
      await hands.tick(page.locator('input[name=active][type=checkbox]'))
      await hands.press(page.getByRole('button', { name: 'Save' }))
      await page.getByText('The webhook is saved.').waitFor()
      assert.equal(await page.getByText('A webhook was switched off').count(), 0)
      await isLive(page)
      await hands.press(page.getByRole('button', { name: 'Send all failed again' }))
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      await renewDeliveries(page)
      await hands.press(dialog.getByRole('button', { name: 'Send all failed again' }))
      await page.getByText('1 event is sent again.').waitFor()
      await isLive(page)
      await runDeliveries()
      await page.locator('#deliveries').getByText('Delivered', { exact: true }).waitFor()
    })
  })
}
