import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { discardHeld, replayHeld } from '#events/actions/release_held'
import { tellConsole } from '#jobs/live'
import { listHeldIds } from '#jobs/queries/list_held_events'

/** So many held events are tried again at once. */
export const LARGEST_BULK = 500

/** Tries a held event once more. Null when it is applied now, else why not. Throws NotFound. */
export async function replayEvent(id: number, actor: Actor): Promise<string | null> {
  const reason = await replayHeld(id)
  const changes = reason === null ? {} : { reason }
  await transact((unit) =>
    audit(unit, actor, { action: 'replay', model: 'event', modelId: id, changes })
  )
  tellConsole()
  return reason
}

/** Tries the oldest held events once more. Gives how many there were, and how many are applied now. */
export async function replayAllEvents(actor: Actor): Promise<{ held: number; done: number }> {
  const ids = await listHeldIds(LARGEST_BULK)
  let done = 0
  for (const id of ids) if (await isApplied(id, actor)) done++
  return { held: ids.length, done }
}

/** One that was released by somebody else meanwhile is no fault. */
async function isApplied(id: number, actor: Actor): Promise<boolean> {
  try {
    return (await replayEvent(id, actor)) === null
  } catch (error) {
    if (error instanceof NotFound) return false
    throw error
  }
}

/** Gives a held event up for good. Throws NotFound. */
export async function discardEvent(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  await transact(async (unit) => {
    const { projection, event_id: event, type, subject, reason } = await discardHeld(id, unit)
    const changes = { projection, event, type, subject, reason }
    await audit(unit, actor, { action: 'discard', model: 'event', modelId: id, changes })
    unit.afterCommit(tellConsole)
  }, outer)
}
