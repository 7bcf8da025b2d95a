import { now } from '#core/time'
import { transact } from '#core/unit_of_work'

/** Keeps how a user prints labels, for the next time. */
export function keepLabelChoices(userId: number, choices: object): Promise<void> {
  return transact(async ({ trx }) => {
    const kept = { choices: JSON.stringify(choices), updated_at: now() }
    await trx
      .knexQuery()
      .table('label_choices')
      .insert({ user_id: userId, ...kept })
      .onConflict('user_id')
      .merge(kept)
  })
}
