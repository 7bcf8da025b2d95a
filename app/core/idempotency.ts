import { createHash } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { OutcomeUnknown } from '#core/connection_faults'
import { isUniqueViolation } from '#core/constraint_faults'
import { BadRequest } from '#core/exceptions'
import { beginJson, sendJsonText } from '#core/http/json'
import { readBodyBytes } from '#core/http/read_api_body'
import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'

const TRIES = 3
const LONGEST_KEY = 255
const LONGEST_PATH = 200

/** What a write answers: a 2xx status with the JSON text of its body; null for none. */
export interface Answer {
  status: number
  text: string | null
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, text: JSON.stringify(body) }
}

type Write = (unit: UnitOfWork) => Promise<Answer>

interface KeyedRequest {
  user_id: number
  method: string
  path: string
  key: string
}

/**
 * Runs a write in one transaction and sends its answer. With an `Idempotency-Key` the answer is kept
 * in that same transaction: a repetition gets it again, a twin waits for it, and the same key with
 * another body is 422. A refusal keeps nothing, so it may be tried again.
 */
export async function answerOnce(ctx: HttpContext, write: Write): Promise<void> {
  const key = ctx.request.header('idempotency-key')
  const answer = key === undefined ? await transact(write) : await writeKeyed(ctx, key, write)
  send(ctx, answer)
}

function send(ctx: HttpContext, { status, text }: Answer): void {
  if (text !== null) return sendJsonText(ctx, status, text)
  beginJson(ctx, status)
  ctx.response.removeHeader('content-type')
  ctx.response.send('')
}

async function writeKeyed(ctx: HttpContext, key: string, write: Write): Promise<Answer> {
  if (key === '' || key.length > LONGEST_KEY) {
    throw new BadRequest(`Idempotency-Key must have 1 to ${LONGEST_KEY} characters.`)
  }
  const keyed = {
    user_id: ctx.actor.id,
    method: ctx.request.method(),
    path: ctx.request.url().slice(0, LONGEST_PATH),
    // Hashed, because the database may compare texts without regard to case.
    key: createHash('sha256').update(key).digest('hex'),
  }
  return writeOnce({ ...keyed, body_hash: await bodyHash(ctx) }, write)
}

async function writeOnce(
  { body_hash: hash, ...keyed }: KeyedRequest & { body_hash: string },
  write: Write
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const known = await storedAnswer(keyed, hash)
    if (known) return known
    try {
      return await transact((unit) => writeAndKeep(unit, { ...keyed, body_hash: hash }, write))
    } catch (error) {
      // Where a twin was first, its answer is there now; where the commit was lost, the key tells.
      const canAnswer = isUniqueViolation(error) || error instanceof OutcomeUnknown
      if (!canAnswer || attempt >= TRIES) throw error
    }
  }
}

async function bodyHash(ctx: HttpContext): Promise<string> {
  const query = ctx.request.parsedUrl.query
  return createHash('sha256')
    .update(`${query}\n`)
    .update(await readBodyBytes(ctx))
    .digest('hex')
}

async function storedAnswer(keyed: KeyedRequest, hash: string): Promise<Answer | null> {
  const row = await db
    .from('idempotency_keys')
    .where({ ...keyed })
    .first()
  if (!row || row.status === null) return null
  if (row.body_hash !== hash) {
    throw new BadRequest('This Idempotency-Key was used for a request with another body.', 422)
  }
  return { status: Number(row.status), text: row.answer }
}

/** The key goes in first: a twin waits at it until this transaction has ended. */
async function writeAndKeep(
  unit: UnitOfWork,
  keyed: KeyedRequest & { body_hash: string },
  write: Write
): Promise<Answer> {
  const [id] = await unit.trx.table('idempotency_keys').insert({ ...keyed, created_at: now() })
  const answer = await write(unit)
  await unit.trx
    .from('idempotency_keys')
    .where('id', id)
    .update({ status: answer.status, answer: answer.text })
  return answer
}
