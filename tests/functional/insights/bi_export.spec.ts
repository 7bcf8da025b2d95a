import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { compareFiles, examineFiles } from '#files/doctor/compare_files'
import { exportStore } from '#files/stores'
import { biReferences } from '#insights/queries/bi_references'
import { JobRunner } from '#jobs/runner'
import { removeBiExport, runBiExport } from '#tests/helpers/bi_export'
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

  test('is compared with its manifest: what it does not name, and what is gone', async ({
    assert,
  }) => {
    const compare = () => compareFiles(biReferences, exportStore, -1_000)
    const text = (words: string) => Buffer.from(words)
    assert.deepEqual(await compare(), { files: 0, orphans: [], missing: [] })
    await runBiExport()
    const { files, ...whole } = await compare()
    const stray = 'bi/fact_movement/month=1999-01/part-0.parquet'
    await exportStore.put(stray, text('left'), { contentType: 'application/octet-stream' })
    await exportStore.remove(['bi/dim_part/part-0.parquet', 'bi/dictionary.md'])
    const { orphans, missing } = await compare()
    const said = await Array.fromAsync(examineFiles(() => exportStore, -1_000))
    await runBiExport()
    const mended = await compare()
    await exportStore.put(stray, text('left'), { contentType: 'application/octet-stream' })
    // Of an export by another version nothing may be removed before there is a new one.
    await exportStore.put('bi/manifest.json', text('{}'), { contentType: 'application/json' })
    const unknown = await compare()

    assert.isAbove(files, 7)
    assert.deepEqual(whole, { orphans: [], missing: [] })
    assert.deepEqual(orphans, [stray])
    assert.sameMembers(missing, ['bi/dim_part/part-0.parquet', 'bi/dictionary.md'])
    const remedies = said.map(({ remedy }) => remedy)
    assert.include(remedies, 'Run the export again: it writes what is missing')
    assert.deepEqual(mended, { files, orphans: [], missing: [] })
    assert.equal(unknown.files, files + 1)
    assert.deepEqual([unknown.orphans, unknown.missing], [[], []])
  })
})
