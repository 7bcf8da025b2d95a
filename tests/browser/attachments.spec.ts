import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { handOver, rowOf } from '#tests/helpers/attachment_page'
import { faultsFoundByAxe } from '#tests/helpers/axe'
import { JobRunner } from '#jobs/runner'
import { BASE, complaints, DESK, PHONE, sideways, signIn } from '#tests/helpers/browser'
import { makeSupplier, ownName } from '#tests/helpers/catalog'
import { makePicture } from '#tests/helpers/pictures'
import { makePart } from '#tests/helpers/stock'

const PART = 8 * 1024 * 1024

const attached = (partId: number) =>
  db.from('attachments').where({ model_type: 'part', model_id: partId }).whereNull('removed_at')

test.group('Attachments in the browser', (group) => {
  const runner = new JobRunner()
  group.setup(async () => {
    await db.from('job_runs').delete()
    await runner.start()
    return () => runner.stop()
  })

  for (const [title, viewport] of [
    ['at a desk', DESK],
    ['on a phone', PHONE],
  ] as const) {
    test(`${title} come by drop, paste and choice, show themselves, and are deleted and put back`, async ({
      assert,
      browserContext,
    }) => {
      const id = await makePart({ name: ownName('Attached') })
      const page = await browserContext.newPage()
      await page.setViewportSize(viewport)
      const texts = complaints(page)
      await signIn(page, 'manager')
      await page.goto(`${BASE}/items/${id}?section=attachments`)
      await page.getByText('Nothing attached yet').waitFor()
      await page.locator('[data-attachments][data-ready]').waitFor()

      await handOver(page, 'drop', [
        ['front.jpg', 'image/jpeg', await makePicture({ width: 400, height: 300 })],
        ['manual.pdf', 'application/pdf', Buffer.from('%PDF-1.4 of tests')],
      ])
      await rowOf(page, 'manual.pdf').waitFor()
      // The picture shows itself as soon as its sizes are made, without a reload.
      await rowOf(page, 'front.jpg').locator('img').waitFor()
      await handOver(page, 'paste', [['pasted.png', 'image/png', await makePicture()]])
      await rowOf(page, 'pasted.png').locator('img').waitFor()
      assert.isNull((await db.from('parts').where('id', id).firstOrFail()).image)
      await page.setInputFiles('.attachment-drop input', {
        name: 'note.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('a note'),
      })
      await rowOf(page, 'note.txt').waitFor()
      assert.isTrue(await page.getByText('Nothing attached yet').isHidden())
      assert.lengthOf(await attached(id), 4)

      await rowOf(page, 'front.jpg')
        .getByRole('link', { name: /larger/ })
        .click()
      await page.locator('dialog.lightbox img').waitFor()
      await page.keyboard.press('Escape')
      await rowOf(page, 'front.jpg').locator('summary').focus()
      await page.keyboard.press('Enter')
      const fields = rowOf(page, 'front.jpg').locator('form.attachment-fields')
      await fields.getByLabel('Comment').fill('Seen from the front')
      await fields.getByLabel('What the picture shows').fill('A cordless drill')
      await page.keyboard.press('Enter')
      await rowOf(page, 'front.jpg').getByText('Seen from the front').waitFor()
      await page.getByAltText('A cordless drill').waitFor()

      await page.getByRole('button', { name: 'Delete manual.pdf' }).focus()
      await page.keyboard.press('Enter')
      await rowOf(page, 'manual.pdf').waitFor({ state: 'detached' })
      assert.lengthOf(await attached(id), 3)
      await page.keyboard.press('F8')
      await page.keyboard.press('Enter')
      await rowOf(page, 'manual.pdf').waitFor()
      assert.lengthOf(await attached(id), 4)

      assert.deepEqual(await faultsFoundByAxe(page), [])
      const wide = await sideways(page)
      assert.isAtMost(wide, 0)
      assert.deepEqual(texts, [])
    }).timeout(180_000)
  }

  test('large ones go in parts, and go on after a reload where they were', async ({
    assert,
    browserContext,
  }) => {
    const id = await makePart({ name: ownName('Large') })
    const page = await browserContext.newPage()
    await signIn(page, 'staff')
    await page.goto(`${BASE}/items/${id}/attachments`)
    const film = { name: 'film.bin', mimeType: 'video/mp4', buffer: randomBytes(2 * PART + 5_000) }
    let isCut = true
    const sent: string[] = []
    await page.route('**/files/uploads/*/parts/*', async (route) => {
      const [method, part] = [route.request().method(), route.request().url().split('/').at(-1)]
      if (method === 'PUT' && isCut && part === '2') return route.abort()
      if (method === 'PUT') sent.push(String(part))
      return route.continue()
    })
    await page.setInputFiles('.attachment-drop input', film)
    await page
      .getByText(/Uploading \d+ %/)
      .first()
      .waitFor()
    // The network stays away: after some tries the upload says so, and offers to try again.
    const line = page.locator('.attachment-upload', { hasText: 'film.bin' })
    await line.getByRole('button', { name: 'Try again' }).waitFor({ timeout: 60_000 })
    assert.deepEqual(sent, ['1'])

    page.on('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('33 % have arrived.').waitFor()
    await page.setInputFiles('[data-attachment-again]', { ...film, buffer: Buffer.from('no') })
    await page.getByText('That is another file').waitFor()
    isCut = false
    await page.setInputFiles('[data-attachment-again]', film)
    await rowOf(page, 'film.bin').locator('.attachment-name').waitFor({ timeout: 60_000 })
    assert.deepEqual(sent, ['1', '2', '3'])
    const [row] = await attached(id)
    assert.equal(Number(row.bytes), film.buffer.length)
    assert.lengthOf(await page.locator('.attachment-upload').all(), 0)
  }).timeout(180_000)

  test('an upload is cancelled, a refused one says why, and a link stands beside files', async ({
    assert,
    browserContext,
  }) => {
    const { id } = await makeSupplier()
    const page = await browserContext.newPage()
    await signIn(page, 'manager')
    await page.goto(`${BASE}/suppliers/${id}`)
    await page.locator('[data-attachments][data-ready]').waitFor()
    const choose = (name: string, buffer: Buffer) =>
      page.setInputFiles('.attachment-drop input', { name, mimeType: 'text/plain', buffer })
    await choose('nothing.txt', Buffer.alloc(0))
    await page.getByText('The file is empty. Choose another file.').first().waitFor()
    await page.getByRole('button', { name: 'Close' }).last().click()

    await page.route('**/attachments', (route) =>
      route.request().method() === 'POST' ? new Promise(() => {}) : route.continue()
    )
    await choose('slow.txt', Buffer.from('slow'))
    const line = page.locator('.attachment-upload', { hasText: 'slow.txt' })
    await line.getByRole('button', { name: 'Cancel' }).click()
    await line.waitFor({ state: 'detached' })

    await page.getByText('Add a link').click()
    await page.getByLabel('Address').fill('https://example.com/price-list')
    await page.keyboard.press('Enter')
    const link = page.getByRole('link', { name: /example\.com\/price-list/ })
    await link.waitFor()
    assert.equal(await link.getAttribute('href'), 'https://example.com/price-list')
    const rows = await db.from('attachments').where({ model_type: 'company', model_id: id })
    assert.lengthOf(rows, 1)
  })
})
