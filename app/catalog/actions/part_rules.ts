import { createHash } from 'node:crypto'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'

export interface PartIdentity {
  name: string
  IPN: string | null
  revision: string | null
}

/** What makes a part the same part, hashed: unique whatever the collation of the database. */
export function identityHash({ name, IPN, revision }: PartIdentity): string {
  const words = [name, IPN ?? '', revision ?? ''].map((word) => word.normalize('NFKC'))
  return createHash('sha256').update(JSON.stringify(words)).digest('hex')
}

/** Throws {@link InvalidInput} when another part has this identity. */
export async function refuseDuplicate(unit: UnitOfWork, hash: string, exceptId = 0): Promise<void> {
  const twin = await unit.trx
    .from('parts')
    .where('identity_hash', hash)
    .whereNot('id', exceptId)
    .first()
  if (twin) throw duplicatePart()
}

export function duplicatePart(): InvalidInput {
  return InvalidInput.whole(t('The fields name, IPN, revision must make a unique set.'))
}

/** Throws {@link InvalidInput} for a category that only groups others. */
export async function refuseStructural(
  unit: UnitOfWork,
  categoryId: number | null | undefined
): Promise<void> {
  if (!categoryId) return
  const category = await unit.trx.from('part_categories').where('id', categoryId).first()
  if (category?.structural) {
    throw InvalidInput.field('category', t('Parts cannot be assigned to a structural category.'))
  }
}
