import type { BrowserContext, Page } from 'playwright-core'
import { eventually } from '#tests/helpers/patience'
import { makeUser, PASSWORD, Visitor, type StandardGroup } from '#tests/helpers/visitor'

/** The server of the suite without anything in front of it. */
export const DIRECT = `http://${process.env.HOST}:${process.env.PORT}`
/** What the browser opens: Caddy before that server, where Caddy could be had. */
export const BASE = process.env.CADDY_BASE ?? DIRECT
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
const LIVE_WITHIN_MS = 45_000

/**
 * The page is from now on that of a new user of the group, who is given. It is done without the sign-in page,
 * which has tests of its own ({@link enter}).
 */
export async function signIn(page: Page, group: StandardGroup = 'administrator') {
  const user = await makeUser(group)
  const visitor = new Visitor()
  await visitor.signIn(user.username)
  await takeCookies(page.context(), visitor.cookies)
  return user
}

/** As {@link signIn}, and opens a page. */
export async function openAs(page: Page, path: string, group?: StandardGroup) {
  const user = await signIn(page, group)
  await page.goto(BASE + path)
  return user
}

/** Signs in as a person does: on the sign-in page, which is open or is opened. */
export async function enter(page: Page, username: string, password = PASSWORD): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto(`${BASE}/sign-in`)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Goes on as a visitor who is signed in already. */
export function takeCookies(context: BrowserContext, cookies: string): Promise<void> {
  const each = cookies.split('; ').map((cookie) => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(cookie) ?? []
    return { name, value, url: BASE }
  })
  return context.addCookies(each)
}

/**
 * Collects what the browser complains of in the page from now on; empty when all is well. What a test asks
 * for, such as a refused request, is `expected`.
 */
export function complaints(page: Page, { expected }: { expected?: RegExp } = {}): string[] {
  const texts: string[] = []
  page.on('pageerror', (error) => texts.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !expected?.test(text)) texts.push(`${page.url()}: ${text}`)
  })
  return texts
}

/** Waits until the script of the page is at work. */
export function hasScript(page: Page): Promise<void> {
  return page.locator('html.has-script').waitFor({ state: 'attached' })
}

/** Waits until the page hears of what happens. */
export function isLive(page: Page): Promise<void> {
  return page.locator('[data-live-state=on]').first().waitFor({ timeout: LIVE_WITHIN_MS })
}

/** How far what is in the page goes beyond its right edge. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}

/**
 * Waits until the expression is true in the page. Unlike page.waitForFunction it asks from outside each time, so
 * that the page's own Content-Security-Policy, which forbids eval, stays as it is.
 */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await eventually(() => page.evaluate<unknown>(expression), Boolean)
}

/** Waits until the page is complete, and so are the parts that it fetches by itself. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await untilTrue(page, `!document.querySelector('.htmx-request, .htmx-settling')`)
}

/** What makes the page wider than the screen, if it is: its width, and the elements that stick out. */
export function sticksOut(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return ''
    const out = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 0.5
    )
    return scrollWidth + ' of ' + clientWidth + ': ' +
      out.map((one) => one.outerHTML.slice(0, 90)).slice(0, 12).join(' | ')
  })()`)
}
