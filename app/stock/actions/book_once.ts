import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { isUniqueViolation } from '#core/constraint_faults'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import type { WrittenPosting } from '#stock/actions/write_postings'

/** Names a form that was sent: who sent it, from which page, with which random key. */
export interface SentForm {
  actorId: number
  page: string
  key: string
}

/**
 * Books what a form says, once: the key goes in with the posting, and the same form sent again gives
 * the id of the posting it made. Null when there was nothing to post. For acts that the ledger itself
 * keeps no source of.
 */
export async function bookOnce(
  form: SentForm,
  book: (unit: UnitOfWork) => Promise<WrittenPosting | null>
): Promise<number | null> {
  const [id] = await bookOnceAs(form, async (unit) => {
    const posting = await book(unit)
    return posting ? [Number(posting.id)] : []
  })
  return id ?? null
}

/** As {@link bookOnce}, for a form that makes several postings: gives the ids of all. */
export async function bookOnceAs(
  form: SentForm,
  book: (unit: UnitOfWork) => Promise<number[]>
): Promise<number[]> {
  const row = {
    user_id: form.actorId,
    method: 'FORM',
    path: form.page,
    key: createHash('sha256').update(form.key).digest('hex'),
  }
  const known = await bookedBy(row)
  if (known !== undefined) return known
  try {
    return await transact(async (unit) => {
      const entry = { ...row, body_hash: '', created_at: now() }
      const [keyId] = await unit.trx.table('idempotency_keys').insert(entry)
      const ids = await book(unit)
      const answer = { status: 200, answer: ids.length > 0 ? ids.join(' ') : null }
      await unit.trx.from('idempotency_keys').where('id', keyId).update(answer)
      return ids
    })
  } catch (error) {
    const twin = isUniqueViolation(error) ? await bookedBy(row) : undefined
    if (twin === undefined) throw error
    return twin
  }
}

async function bookedBy(row: Record<string, string | number>): Promise<number[] | undefined> {
  const known = await db.from('idempotency_keys').where(row).first()
  if (!known || known.status === null) return undefined
  return known.answer === null ? [] : String(known.answer).split(' ').map(Number)
}
