import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Starts Chromium, which trusts the Caddy that bin/run_tests.js starts before the server, with more arguments if need be. */
export function launchChromium(more: string[] = ['--disable-quic']): Promise<Browser> {
  const trusted = process.env.CADDY_TRUSTED
  return chromium.launch({
    executablePath: PLACES.find((path) => path && existsSync(path)),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(trusted ? [`--ignore-certificate-errors-spki-list=${trusted}`] : []),
      ...more,
    ],
  })
}
