import { divideHalfEven, formatDecimal } from '#core/decimal'

/** What is left of the sale price after the purchase price, in percent: "20.0"; null where it has no meaning. */
export function marginPercent(
  purchasePrice: bigint | null,
  salePrice: bigint | null
): string | null {
  if (purchasePrice === null || salePrice === null || salePrice <= 0n) return null
  const perMille = divideHalfEven((salePrice - purchasePrice) * 1000n, salePrice)
  return formatDecimal(perMille, 1).replace('-', '−')
}
