import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { viewHelpers } from '#core/view_helpers'
import type { ItemChoice } from '#stock/queries/look_up_items'

/** An item as the picker and the transaction form read it. */
export function toItemJson(item: ItemChoice) {
  const available = viewHelpers.quantity(item.available)
  return {
    id: item.id,
    text: item.name,
    code: item.ipn,
    image: item.thumbnail,
    hint: [item.ipn, `${available} ${item.unit}`.trim()].filter(Boolean).join(' · '),
    unit: item.unit,
    purchasePrice: price(item.purchasePrice),
    salePrice: price(item.salePrice),
    available: formatShort(item.available, QUANTITY_DECIMALS, 0),
    availableAt: Object.fromEntries(
      [...item.availableAt].map(([place, quantity]) => [
        place,
        formatShort(quantity, QUANTITY_DECIMALS, 0),
      ])
    ),
  }
}

function price(scaled: bigint | null): string | null {
  return scaled === null ? null : formatShort(scaled, MONEY_DECIMALS, 0)
}
