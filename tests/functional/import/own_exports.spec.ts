import { test } from '@japa/runner'
import { makeSampleData, type SampleData } from '#tests/helpers/sample_data'
import { uploadAndCheck } from '#tests/helpers/imports'
import { signedIn } from '#tests/helpers/visitor'

/** Where each kind of table comes from, and how many rows of the sample's data it has. */
const EXPORTS: Record<string, (sample: SampleData) => { path: string; rows: number }> = {
  items: ({ partId, emptyPartId }) => ({
    path: `/items/export.FORMAT?status=all&ids=${partId},${emptyPartId}`,
    rows: 2,
  }),
  suppliers: ({ supplierId }) => ({ path: `/suppliers/export.FORMAT?ids=${supplierId}`, rows: 1 }),
  locations: ({ locationId, otherLocationId }) => ({
    path: `/locations/export.FORMAT?ids=${locationId},${otherLocationId}`,
    rows: 2,
  }),
  opening_stock: ({ partId }) => ({ path: `/balance/export.FORMAT?item=${partId}`, rows: 2 }),
  // A receipt, a transfer, two sales, of which one was reversed.
  transactions: ({ partId }) => ({ path: `/transactions/export.FORMAT?item=${partId}`, rows: 5 }),
}

async function download(path: string, cookies: string): Promise<Uint8Array> {
  const address = `http://${process.env.HOST}:${process.env.PORT}${path}`
  const answer = await fetch(address, { headers: { cookie: cookies } })
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

test.group('Our own export', () => {
  test('of {$self} is imported again without any change')
    .with(Object.keys(EXPORTS))
    .run(async ({ assert }, kind) => {
      const { visitor } = await signedIn('manager')
      const { path, rows } = EXPORTS[kind](await makeSampleData())
      for (const format of ['csv', 'xlsx']) {
        const content = await download(path.replace('FORMAT', format), visitor.cookies)
        const name = `table.${format}`
        const { counts } = await uploadAndCheck(visitor, kind, { content, name })
        assert.deepInclude(counts, { new: 0, changed: 0, bad: 0, unchanged: rows }, format)
      }
    })
})
