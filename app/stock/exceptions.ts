import { formatShort, QUANTITY_DECIMALS } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { currentLocale, t } from '#core/i18n'
import { formatDecimalText } from '#core/local_format'

/** As the language of the page writes it; the API's English has no groups. */
function plain(quantity: bigint): string {
  const text = formatShort(quantity, QUANTITY_DECIMALS, 0)
  return currentLocale() === 'en' ? text : formatDecimalText(text)
}

/** Asked for more than there is; nothing was booked. */
export class InsufficientStock extends InvalidInput {
  static code = 'E_INSUFFICIENT_STOCK'

  constructor(
    public available: bigint,
    public asked: bigint,
    context: { place?: string; at?: string } = {}
  ) {
    const figures = { available: plain(available), asked: plain(asked) }
    super({ quantity: [tooLittle(figures, context)] })
  }
}

function tooLittle(
  figures: { available: string; asked: string },
  { place, at }: { place?: string; at?: string }
): string {
  if (place && at) {
    return t('Only {available} available at {place} on {at}; {asked} asked for.', {
      ...figures,
      place,
      at,
    })
  }
  if (place) {
    return t('Only {available} available at {place}; {asked} asked for.', { ...figures, place })
  }
  if (at) return t('Only {available} available on {at}; {asked} asked for.', { ...figures, at })
  return t('Only {available} available; {asked} asked for.', figures)
}

/** A posting dated in the past would have left too little at a later moment. */
export class BackdatingRefused extends InvalidInput {
  static code = 'E_BACKDATING_REFUSED'

  constructor(available: bigint, day: string) {
    super({
      quantity: [
        t(
          'On {day} and after it no more than {available} could have been taken: the rest had already left, or had not arrived.',
          { day, available: plain(available) }
        ),
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
