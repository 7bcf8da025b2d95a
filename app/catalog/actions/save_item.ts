import type { Actor } from '#core/access'
import { transact } from '#core/unit_of_work'
import { takeSuggested } from '#accounts/references'
import { createPart, type PartValues } from '#catalog/actions/create_part'
import { setFurtherCategories } from '#catalog/actions/set_further_categories'
import { updatePart } from '#catalog/actions/update_part'

/** Makes a part with its further categories; gives its id. */
export function createItem(
  values: PartValues,
  categoryIds: readonly number[],
  actor: Actor
): Promise<number> {
  return transact(async (unit) => {
    const IPN = await takeSuggested('sku', values.IPN, unit)
    const partId = await createPart({ ...values, IPN }, actor, unit)
    await setFurtherCategories({ partId, categoryIds }, actor, unit)
    return partId
  })
}

export interface ItemChange {
  id: number
  values: Partial<PartValues>
  categoryIds: readonly number[]
  /** As of {@link updatePart}. */
  seen?: string
}

/** Changes a part and its further categories. */
export function updateItem(
  { id, values, categoryIds, seen }: ItemChange,
  actor: Actor
): Promise<void> {
  return transact(async (unit) => {
    await updatePart({ id, values, seen }, actor, unit)
    await setFurtherCategories({ partId: id, categoryIds }, actor, unit)
  })
}
