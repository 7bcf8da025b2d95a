import db from '@adonisjs/lucid/services/db'
import { testWebhook } from '#events/actions/redeliver_webhook'
import { SYSTEM } from '#accounts/audit'
import { longTable, beginExport } from '#tests/helpers/exports'
import { sendFile, uploadAndCheck } from '#tests/helpers/imports'
import { ownName } from '#tests/helpers/catalog'
import { makeWebhook } from '#tests/helpers/webhooks'
import type { Visitor } from '#tests/helpers/visitor'

/** Addresses by the pattern of their route. */
export type SampleAddresses = Readonly<Record<string, readonly string[]>>

/** Imports, exports, jobs and changes of many items, as this user sees them while they go on. */
export async function makeSampleRuns(
  visitor: Visitor,
  userId: number,
  partId: number
): Promise<SampleAddresses> {
  const content = `Name,SKU,Sale price\n${ownName('Vase')},,12.50\n,,a lot\n`
  const { id: uploaded } = await sendFile(visitor, 'items', { name: 'vases.csv', content })
  const { id: checked } = await uploadAndCheck(visitor, 'items', { name: 'vases.csv', content })
  const rows: { id: number }[] = await db.from('import_rows').where('run_id', checked).select('id')
  const { table } = longTable(6_000)
  const exported = await beginExport(table.name, userId)
  const run = await db.from('job_runs').orderBy('id', 'desc').firstOrFail()
  await visitor.get('/items')
  await visitor.post('/items/bulk', { chosen: String(partId), units: 'box', back: '/items' })
  const bulk = await db.from('bulk_changes').where('user_id', userId).firstOrFail()
  const webhook = await makeWebhook({ url: 'https://example.com/events', description: 'Our shop' })
  const delivery = await testWebhook(webhook.id, SYSTEM)
  return {
    '/imports/new/:kind?': ['/imports/new', '/imports/new/items'],
    '/imports/templates/:kind': ['/imports/templates/items'],
    '/imports/:id': [`/imports/${uploaded}`, `/imports/${checked}`],
    '/imports/:id/columns': [`/imports/${uploaded}/columns`],
    '/imports/:id/progress': [`/imports/${checked}/progress`],
    '/imports/:id/bad-rows': [`/imports/${checked}/bad-rows`],
    '/imports/:id/rows/:row': rows.map(({ id }) => `/imports/${checked}/rows/${id}`),
    '/exports/:id': [`/exports/${exported}`],
    '/exports/:id/file': [`/exports/${exported}/file`],
    '/admin/jobs/runs/:id': [`/admin/jobs/runs/${run.id}`],
    '/admin/jobs/new/:name': ['/admin/jobs/new/rebuild_projection', '/admin/jobs/new/clean_up'],
    '/admin/integrations/:id': [`/admin/integrations/${webhook.id}`],
    '/admin/integrations/deliveries/:id': [`/admin/integrations/deliveries/${delivery}`],
    '/items/bulk/:id': [`/items/bulk/${bulk.id}`],
  }
}
