import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { parseInput } from '#core/resource/parse_input'
import { transact } from '#core/unit_of_work'
import { takeSuggested } from '#accounts/references'
import { createPart } from '#catalog/actions/create_part'
import { partResource } from '#catalog/resources/part'
import { createLocation } from '#stock/actions/create_location'
import { locationResource } from '#stock/resources/location'

/** Makes the first location: stock goes there as long as nobody says where else. */
export async function makeFirstLocation(name: string, actor: Actor): Promise<void> {
  if (name === '') throw InvalidInput.field('location_name', t('Fill this in.'))
  const values = await parseInput(locationResource, { name, is_default: true })
  await createLocation(values, actor)
}

export interface FirstItem {
  name: string
  sku: string
  /** Plain decimals. */
  purchasePrice: string
  salePrice: string
}

/** Makes an item with its prices; the suggested SKU is taken from the count. */
export async function makeFirstItem(item: FirstItem, actor: Actor): Promise<void> {
  refuseMissing(item)
  const values = await parseInput(partResource, {
    name: item.name,
    IPN: item.sku,
    purchase_price: item.purchasePrice,
    sale_price: item.salePrice,
    active: true,
  })
  await transact(async (unit) => {
    const IPN = await takeSuggested('sku', values.IPN, unit)
    await createPart({ ...values, IPN }, actor, unit)
  })
}

function refuseMissing({ name, purchasePrice, salePrice }: FirstItem): void {
  const missing = Object.entries({ name, purchase_price: purchasePrice, sale_price: salePrice })
    .filter(([, value]) => value === '')
    .map(([field]) => [field, [t('Fill this in.')]])
  if (missing.length > 0) throw new InvalidInput(Object.fromEntries(missing))
}
