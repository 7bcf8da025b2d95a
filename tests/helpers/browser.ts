import type { Page } from 'playwright-core'
import { eventually } from '#tests/helpers/patience'
import { makeUser, PASSWORD, type StandardGroup } from '#tests/helpers/visitor'

/** The server of the suite without anything in front of it. */
export const DIRECT = `http://${process.env.HOST}:${process.env.PORT}`
/** What the browser opens: Caddy before that server, where Caddy could be had. */
export const BASE = process.env.CADDY_BASE ?? DIRECT
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** Signs in a new user of the group, and gives them. */
export async function signIn(page: Page, group: StandardGroup = 'administrator') {
  const user = await makeUser(group)
  await page.goto(`${BASE}/sign-in`)
  await page.fill('[name=username]', user.username)
  await page.fill('[name=password]', PASSWORD)
  await page.click('main .card button[type=submit]')
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  return user
}

/** Collects what the browser complains of in the page from now on; empty when all is well. */
export function complaints(page: Page): string[] {
  const texts: string[] = []
  page.on('pageerror', (error) => texts.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') texts.push(`${page.url()}: ${message.text()}`)
  })
  return texts
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
