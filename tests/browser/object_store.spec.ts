import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Page, Browser } from 'playwright-core'
import sharp from 'sharp'
import { ace } from '#tests/helpers/ace'
import { handOver, rowOf } from '#tests/helpers/attachment_page'
import { complaints, DESK, enter } from '#tests/helpers/browser'
import { plannedCaddy, startCaddy, type Caddy } from '#tests/helpers/caddy'
import { ownBuckets, settingsOfTests, storeWith } from '#tests/helpers/object_store'
import { OwnServer } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'
import { makePicture } from '#tests/helpers/pictures'
import { PASSWORD } from '#tests/helpers/visitor'

const LINK_SECONDS = '300'
const PAGES_OF_UPLOADS = '.attachment-upload > .quiet'

/** A picture of noise, which no format makes smaller: too large for one request. */
function makeLargePicture(): Promise<Buffer> {
  const raw = { width: 1900, height: 1500, channels: 3 as const }
  const noise = randomBytes(raw.width * raw.height * raw.channels)
  return sharp(noise, { raw }).png({ compressionLevel: 0 }).toBuffer()
}

/** Keeps all that the page says of its uploads, however short it says so. */
const KEEP_PROGRESS = `(() => {
  window.progressTold = []
  new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll('${PAGES_OF_UPLOADS}'))
      window.progressTold.push(textContent)
  }).observe(document.querySelector('.attachments'), { childList: true, subtree: true })
})()`

async function signIn(browser: Browser, base: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: DESK })
  const page = await context.newPage()
  await page.goto(`${base}/sign-in`)
  await enter(page, 'owner')
  return page
}

/** An item of its own, with its attachments open. */
async function openAttachments(page: Page, base: string): Promise<void> {
  await page.goto(`${base}/items/new`)
  await page.fill('[name=name]', `Drill ${randomUUID().slice(0, 8)}`)
  await page.getByRole('button', { name: 'Add item' }).click()
  await page.waitForURL(/\/items\/\d+$/)
  await page.goto(`${page.url()}/attachments`)
  await page.locator('[data-attachments][data-ready]').waitFor()
}

/** What went to the store, and what pictures came from there. */
function watchStore(page: Page, endpoint: string) {
  const isAtStore = (url: string) => url.startsWith(`${endpoint}/`)
  const parts: number[] = []
  const pictures: { status: number; redirectedBy?: string }[] = []
  const passedOn: string[] = []
  page.on('response', (response) => {
    const request = response.request()
    if (request.method() === 'PUT') {
      if (isAtStore(request.url())) parts.push(response.status())
      else passedOn.push(request.url())
    } else if (isAtStore(request.url()) && request.resourceType() === 'image') {
      const before = request.redirectedFrom()?.url()
      pictures.push({ status: response.status(), redirectedBy: before })
    }
  })
  return { parts, pictures, passedOn }
}

async function isShown(page: Page, name: string): Promise<boolean> {
  const image = rowOf(page, name).locator('img')
  return image.evaluate((node) => 'naturalWidth' in node && Number(node.naturalWidth) > 0)
}

if (process.env.S3_DENIED_ACCESS_KEY_ID) {
  test.group('The browser, Caddy and an object store', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-store-'))
    const objectStore = ownBuckets()
    let caddy: Caddy | undefined
    let server: OwnServer | undefined

    group.setup(async () => {
      const planned = await plannedCaddy()
      const settings = {
        APP_URL: planned.base,
        DRIVE_DISK: 's3',
        S3_MEDIA_BUCKET: objectStore.media.bucket,
        S3_EXPORT_BUCKET: objectStore.exports.bucket,
        S3_STATIC_BUCKET: objectStore.static.bucket,
      }
      const setUp = await ace(['storage:setup'], settings)
      if (setUp.code !== 0) throw new Error(setUp.text)
      server = await OwnServer.start({
        ...settings,
        TRUST_PROXY: '127.0.0.1',
        ROLE: 'all',
        ADMIN_USERNAME: 'owner',
        ADMIN_PASSWORD: PASSWORD,
      })
      caddy = await startCaddy(folder, { ...planned, upstreams: [server.base] })
    })
    group.teardown(async () => {
      await caddy?.stop()
      await server?.end()
      rmSync(folder, { recursive: true, force: true })
    })

    test('upload files dropped there, large ones straight to the store, which shows them by links that die', async ({
      assert,
      browser,
    }) => {
      const base = caddy?.base ?? ''
      const page = await signIn(browser, base)
      const faults = complaints(page)
      const store = watchStore(page, settingsOfTests().publicEndpoint)
      await openAttachments(page, base)
      await page.evaluate(KEEP_PROGRESS)
      const small = await makePicture({ width: 400, height: 300 })
      const large = await makeLargePicture()

      await handOver(page, 'drop', [
        ['small.jpg', 'image/jpeg', small],
        ['large.png', 'image/png', large],
      ])
      for (const name of ['small.jpg', 'large.png']) {
        await rowOf(page, name).locator('img').waitFor({ timeout: 60_000 })
        await eventually(
          () => isShown(page, name),
          (is) => is
        )
      }

      const told = await page.evaluate<string[]>('window.progressTold')
      assert.isTrue(told.some((text) => /^Uploading \d+ %$/.test(text)))
      assert.include(told, 'Being checked …')
      assert.deepEqual(store.parts, [200, 200])
      assert.deepEqual(store.passedOn, [])
      assert.lengthOf(store.pictures, 2)
      for (const { status, redirectedBy } of store.pictures) {
        assert.equal(status, 200)
        assert.match(redirectedBy ?? '', /\/media\/attachments\/\d+\/sizes\/256\.avif$/)
      }

      const path = await rowOf(page, 'large.png').locator('.attachment-name a').getAttribute('href')
      const file = base + path
      const stranger = await fetch(file, { redirect: 'manual' })
      assert.equal(stranger.status, 302)
      assert.match(stranger.headers.get('location') ?? '', /^\/sign-in/)
      const mine = await page.request.get(file, { maxRedirects: 0 })
      assert.equal(mine.status(), 302)
      const link = new URL(mine.headers().location)
      assert.equal(link.searchParams.get('X-Amz-Expires'), LINK_SECONDS)
      const given = await fetch(link)
      assert.equal(given.headers.get('content-type'), 'image/png')
      assert.isTrue(large.equals(Buffer.from(await given.arrayBuffer())))

      const key = link.pathname.replace(`/${objectStore.media.bucket}/`, '')
      const media = await storeWith('media', objectStore)
      const dying = await media.presignGet(key, { seconds: 2 })
      assert.equal((await fetch(dying)).status, 200)
      await eventually(
        async () => (await fetch(dying, { headers: { range: 'bytes=0-0' } })).status,
        (status) => status === 403
      )
      assert.deepEqual(faults, [])
      await page.context().close()
    }).timeout(180_000)
  })
}
