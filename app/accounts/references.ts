import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { formatReference, referenceStem } from '#core/reference_pattern'
import { setting } from '#core/setting_values'
import type { SettingKey } from '#core/settings'
import { changeRows, selectRows } from '#core/sql'
import { today } from '#core/time'
import { isMysql, transact, type UnitOfWork } from '#core/unit_of_work'

const PATTERNS = {
  sku: 'sku_pattern',
  batch: 'batch_pattern',
  purchase_order: 'purchase_order_pattern',
  sales_order: 'sales_order_pattern',
} as const satisfies Record<string, SettingKey>
export type ReferenceKind = keyof typeof PATTERNS

type IsTaken = (client: QueryClientContract, reference: string) => Promise<boolean>
const checks = new Map<ReferenceKind, IsTaken>()

/** Lets the module that owns the numbers say which are taken already, typed by hand or imported. */
export function provideReferenceCheck(kind: ReferenceKind, isTaken: IsTaken): void {
  checks.set(kind, isTaken)
}

/** The number that comes next, for a form to suggest; nothing is used up by asking. */
export async function suggestReference(
  kind: ReferenceKind,
  client: QueryClientContract = db.connection()
): Promise<string> {
  const series = seriesOf(kind)
  const last = await lastGiven(client, series)
  const { reference } = await firstFree(client, series, last + 1)
  return reference
}

/**
 * Takes the next number of its kind: nobody else gets the same one, however many ask at once. Call it in
 * the transaction of what it is for, so that no number is lost when that is refused.
 */
export function nextReference(kind: ReferenceKind, outer?: UnitOfWork): Promise<string> {
  return transact(async ({ trx }) => {
    const series = seriesOf(kind)
    const row = { kind, stem: series.stem }
    const insert = isMysql() ? 'INSERT IGNORE' : 'INSERT OR IGNORE'
    await changeRows(trx, `${insert} INTO reference_counters (kind, stem, last) VALUES (?, ?, 0)`, [
      kind,
      series.stem,
    ])
    // Raised before it is read: whoever comes second waits here for the row.
    await trx.from('reference_counters').where(row).increment('last', 1)
    const { count, reference } = await firstFree(trx, series, await lastGiven(trx, series))
    await trx.from('reference_counters').where(row).update({ last: count })
    return reference
  }, outer)
}

/**
 * What a form sent as a number: the next one of its count when it is the one that was suggested, which somebody
 * else may have got meanwhile; else what was typed.
 */
export async function takeSuggested<T extends string | null>(
  kind: ReferenceKind,
  typed: T,
  unit: UnitOfWork
): Promise<T | string> {
  const isSuggested = typed !== '' && typed === (await suggestReference(kind, unit.trx))
  return isSuggested ? nextReference(kind, unit) : typed
}

interface Series {
  kind: ReferenceKind
  pattern: string
  day: string
  stem: string
}

function seriesOf(kind: ReferenceKind): Series {
  const pattern = setting(PATTERNS[kind])
  const day = today()
  return { kind, pattern, day, stem: referenceStem(pattern, day) }
}

async function lastGiven(client: QueryClientContract, { kind, stem }: Series): Promise<number> {
  const [row] = await selectRows<{ last: unknown }>(
    client,
    'SELECT last FROM reference_counters WHERE kind = ? AND stem = ?',
    [kind, stem]
  )
  return Number(row?.last ?? 0)
}

async function firstFree(client: QueryClientContract, series: Series, from: number) {
  const { kind, pattern, day } = series
  const isTaken = checks.get(kind)
  for (let count = from; ; count++) {
    const reference = formatReference(pattern, count, day)
    if (!isTaken || !(await isTaken(client, reference))) return { count, reference }
  }
}
