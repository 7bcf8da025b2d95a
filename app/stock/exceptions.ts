import { formatShort, QUANTITY_DECIMALS } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'

function plain(quantity: bigint): string {
  return formatShort(quantity, QUANTITY_DECIMALS, 0)
}

/** Asked for more than there is; nothing was booked. */
export class InsufficientStock extends InvalidInput {
  static code = 'E_INSUFFICIENT_STOCK'

  constructor(
    public available: bigint,
    public asked: bigint,
    context: { place?: string; at?: string } = {}
  ) {
    const place = context.place ? ` at ${context.place}` : ''
    const at = context.at ? ` on ${context.at}` : ''
    super({
      quantity: [`Only ${plain(available)} available${place}${at}; ${plain(asked)} asked for.`],
    })
  }
}

/** A posting dated in the past would have left too little at a later moment. */
export class BackdatingRefused extends InvalidInput {
  static code = 'E_BACKDATING_REFUSED'

  constructor(available: bigint, day: string) {
    super({
      quantity: [
        `On ${day} and after it no more than ${plain(available)} could have been taken: the rest had already left, or had not arrived.`,
      ],
    })
  }
}

/** A posting that cannot be reversed, and why. */
export class ReversalRefused extends InvalidInput {
  static code = 'E_REVERSAL_REFUSED'

  constructor(why: string) {
    super({ non_field_errors: [why] })
  }
}
