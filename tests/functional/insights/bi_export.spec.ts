import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { JobRunner } from '#jobs/runner'
import { removeBiExport } from '#tests/helpers/bi_export'
import { makeSampleData } from '#tests/helpers/sample_data'
import { signedIn } from '#tests/helpers/visitor'

const PAGE = '/admin/bi-export'

async function runAll() {
  const runner = new JobRunner()
  await runner.lookOnce()
  await runner.idle()
}

test.group('The page of the export for BI tools', (group) => {
  group.setup(async () => void (await makeSampleData()))
  group.each.setup(async () => {
    await removeBiExport()
    await db.from('job_runs').delete()
  })

  test('exports on demand and offers the manifest and every file', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const empty = await visitor.get(PAGE)
    const begun = await visitor.post(PAGE, {})
    await visitor.post(PAGE, {})
    const asked = await db.from('job_runs').where('name', 'export_bi')
    const waiting = await visitor.get(PAGE)
    await runAll()
    const { text } = await visitor.get(PAGE)

    assert.include(empty.text, 'Nothing is exported yet')
    assert.equal(begun.status, 302)
    assert.lengthOf(asked, 1)
    assert.include(waiting.text, 'Waiting')
    const links = [...text.matchAll(/href="(\/admin\/bi-export\/files\/[^"]+)"/g)].map(
      ([, path]) => path
    )
    assert.isAbove(links.length, 7)
    for (const link of links) {
      const file = await visitor.get(link)
      assert.equal(file.status, 200, link)
      assert.include(String(file.headers.get('content-disposition')), 'attachment')
    }
    const manifest = await visitor.get(`${PAGE}/files/manifest.json`)
    assert.equal(JSON.parse(manifest.text).format, 'bincard-bi')
  })

  test('gives nothing but the files of the export', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    await visitor.post(PAGE, {})
    await runAll()

    for (const path of [
      'nothing.json',
      '..%2f..%2fbincard.sqlite3',
      '%00',
      'dim_part/part-1.parquet',
    ]) {
      const { status } = await visitor.get(`${PAGE}/files/${path}`)
      assert.oneOf(status, [400, 404], path)
    }
  })

  test('is for administrators alone', async ({ assert }) => {
    for (const kind of ['viewer', 'staff', 'manager'] as const) {
      const { visitor } = await signedIn(kind)
      assert.equal((await visitor.get(PAGE)).status, 403, kind)
      assert.equal((await visitor.get(`${PAGE}/files/manifest.json`)).status, 403, kind)
      assert.equal((await visitor.post(PAGE, {})).status, 403, kind)
    }
  })
})
