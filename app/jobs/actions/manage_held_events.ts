import type { Actor } from '#core/access'
import { transact } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { discardHeld, replayHeld } from '#events/actions/release_held'
import { tellConsole } from '#jobs/live'

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

/** Gives a held event up for good. Throws NotFound. */
export async function discardEvent(id: number, actor: Actor): Promise<void> {
  await transact(async (unit) => {
    const { projection, event_id: event, type, subject, reason } = await discardHeld(id, unit)
    const changes = { projection, event, type, subject, reason }
    await audit(unit, actor, { action: 'discard', model: 'event', modelId: id, changes })
  })
  tellConsole()
}
