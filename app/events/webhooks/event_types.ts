import { translatable } from '#core/i18n'
import { PART_CHANGED, STOCK_IMPORTED, STOCK_MOVED } from '#events/stock_event'

/** What a webhook gets when somebody tries it; no event of the log. */
export const WEBHOOK_TEST = 'bincard.webhook.test.v1'

/** The events a webhook can be told of, each in words for people. */
export const EVENT_TYPES: Readonly<Record<string, string>> = {
  [STOCK_MOVED]: translatable('Stock moved: each sale, receipt, transfer, count or correction'),
  [STOCK_IMPORTED]: translatable('Stock imported: up to 500 movements at once'),
  [PART_CHANGED]: translatable('Item made, changed or deleted'),
}

/** Whether a webhook with this choice is told of events of this type; an empty choice is all. */
export function isChosen(chosen: readonly string[], type: string): boolean {
  return chosen.length === 0 || chosen.includes(type)
}
