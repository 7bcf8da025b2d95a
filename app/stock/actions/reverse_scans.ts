import type { Actor } from '#core/access'
import { t } from '#core/i18n'
import { transact } from '#core/unit_of_work'
import { reversePosting } from '#stock/actions/reverse_posting'

/** Takes a whole scanned list back, the last line first: all of it or nothing. */
export function reverseScans(postingIds: readonly number[], actor: Actor): Promise<void> {
  return transact(async (unit) => {
    for (const postingId of postingIds.toReversed()) {
      const reason = t('Undone right after booking')
      await reversePosting({ postingId, reason, actorId: actor.id }, unit)
    }
  })
}
