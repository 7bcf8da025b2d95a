import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact } from '#core/unit_of_work'
import { reversePosting } from '#stock/actions/reverse_posting'
import { ReversalRefused } from '#stock/exceptions'

export interface ReversePostingsInput {
  ids: readonly number[]
  reason: string
  actorId: number
}

/**
 * Takes several postings back, all or none: the last one first, so that each finds the lots as its
 * posting left them. Gives the ids of the reversals. Throws InvalidInput that names the first posting
 * that cannot be taken back.
 */
export function reversePostings({ ids, reason, actorId }: ReversePostingsInput): Promise<number[]> {
  return transact(async (unit) => {
    const reversals: number[] = []
    for (const postingId of [...ids].sort((one, other) => other - one)) {
      try {
        const reversal = await reversePosting({ postingId, reason, actorId }, unit)
        reversals.push(reversal.id)
      } catch (error) {
        if (!(error instanceof ReversalRefused)) throw error
        throw InvalidInput.whole(refusal(postingId, error))
      }
    }
    return reversals
  })
}

function refusal(id: number, { fields }: ReversalRefused): string {
  const reason = Object.values(fields).flat().join(' ')
  return t('Nothing was reversed. Entry {id}: {reason}', { id: String(id), reason })
}
