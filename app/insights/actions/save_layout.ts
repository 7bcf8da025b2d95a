import { can, type Actor } from '#core/access'
import { Forbidden } from '#core/exceptions'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import type { CardPlace } from '#insights/cards/card'
import { EVERYBODY } from '#insights/queries/read_layout'

/** Keeps how the user has arranged their dashboard. */
export function saveLayout(
  places: readonly CardPlace[],
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact((unit) => keep(unit, actor.id, places), outer)
}

/** Gives the user the dashboard that everybody begins with. */
export function resetLayout(actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async ({ trx }) => {
    await trx.from('dashboard_layouts').where('user_id', actor.id).delete()
  }, outer)
}

/** Makes an administrator's dashboard the one that everybody begins with. Throws Forbidden for others. */
export function publishLayout(
  places: readonly CardPlace[],
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  if (!can(actor, 'admin', 'change')) throw new Forbidden('admin', 'change')
  return transact(async (unit) => {
    await keep(unit, EVERYBODY, places)
    await audit(unit, actor, {
      action: 'change',
      model: 'dashboard',
      modelId: null,
      changes: { cards: places.filter(({ isShown }) => isShown).map(({ key }) => key) },
    })
  }, outer)
}

async function keep({ trx }: UnitOfWork, userId: number, places: readonly CardPlace[]) {
  const row = { cards: JSON.stringify(places), updated_at: now() }
  await trx.from('dashboard_layouts').where('user_id', userId).delete()
  await trx.table('dashboard_layouts').insert({ user_id: userId, ...row })
}
