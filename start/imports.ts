import vine from '@vinejs/vine'
import { applyImport } from '#core/import/apply_import'
import { checkImport } from '#core/import/check_import'
import { cleanImports } from '#core/import/clean_imports'
import { stopFailed } from '#core/import/change_run'
import { registerImport } from '#core/import/kinds'
import { provideImportPorts, type Background, type ImportPhase } from '#core/import/ports'
import { undoImport } from '#core/import/undo_import'
import type { Actor } from '#core/access'
import { loadActor } from '#accounts/queries/load_actor'
import { itemsImport } from '#catalog/imports/items_import'
import { suppliersImport } from '#catalog/imports/suppliers_import'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { defineJob } from '#jobs/job'
import { locationsImport } from '#stock/imports/locations_import'
import { openingStockImport } from '#stock/imports/opening_stock_import'
import { transactionsImport } from '#stock/imports/transactions_import'

for (const kind of [
  itemsImport,
  suppliersImport,
  locationsImport,
  openingStockImport,
  transactionsImport,
])
  registerImport(kind)

provideImportPorts({
  async enqueue(unit, phase, { id, userId }) {
    const payload = { importId: id, userId }
    await enqueueJob(unit, { name: `import.${phase}`, payload, userId })
  },
  async loadActor(userId) {
    const actor = await loadActor(userId)
    return actor?.isActive ? actor : null
  },
})

const HOUR_MS = 3_600_000

interface Payload {
  importId: number
  userId: number
}

type Work = (runId: number, actor: Actor, background: Background) => Promise<void>

/** A phase of an import as a job. A killed one goes on where it was, however often. */
function phaseJob(phase: ImportPhase, work: Work) {
  return defineJob<Payload>({
    name: `import.${phase}`,
    payload: vine.create({ importId: vine.number(), userId: vine.number() }),
    maxAttempts: 20,
    isRunByHand: false,
    timeLimitMs: 6 * HOUR_MS,
    async handle(context) {
      const { importId, userId } = context.payload
      const actor = await loadActor(userId)
      try {
        if (!actor?.isActive) throw new Error('The user who began this is no longer active')
        await work(importId, actor, context)
      } catch (error) {
        if (context.signal.aborted) throw error
        await stopFailed(importId, phase, error)
        throw error
      }
    },
  })
}

const cleanUpImports = defineJob({
  name: 'import.clean_up',
  payload: vine.create({}),
  handle: (context) => cleanImports(context),
})

export const importJobs = [
  phaseJob('check', checkImport),
  phaseJob('apply', applyImport),
  phaseJob('undo', undoImport),
  cleanUpImports,
]
