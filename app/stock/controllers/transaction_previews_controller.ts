import type { HttpContext } from '@adonisjs/core/http'
import {
  DecimalError,
  formatShort,
  MONEY_DECIMALS,
  parseQuantity,
  QUANTITY_DECIMALS,
} from '#core/decimal'
import { now, parseOccurredAt } from '#core/time'
import { isIncoming, REASONS, type ReasonKind } from '#stock/ledger/reasons'
import { previewIssue } from '#stock/queries/preview_issue'

/** What the transaction form is told while one types: what is there, and what it would cost. */
export default class TransactionPreviewsController {
  async show({ request }: HttpContext) {
    const asked = request.qs()
    const kind = kindOf(asked.kind)
    const preview = await previewIssue({
      kind: isIncoming(kind) ? 'sale' : kind,
      partId: idOf(asked.item) ?? 0,
      locationId: idOf(asked.location),
      quantity: isIncoming(kind) ? 0n : quantityOf(asked.quantity),
      occurredAt: parseOccurredAt(String(asked.date ?? '')) ?? now(),
    })
    return {
      available: formatShort(preview.available, QUANTITY_DECIMALS, 0),
      cost: preview.cost === null ? null : formatShort(preview.cost, MONEY_DECIMALS, 0),
    }
  }
}

function kindOf(name: unknown): ReasonKind {
  const known = [...REASONS.IN, ...REASONS.OUT].find(({ kind }) => kind === name)
  return known?.kind ?? 'sale'
}

function idOf(text: unknown): number | null {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** A quantity still being typed may be anything: 0 until it is a number. */
function quantityOf(text: unknown): bigint {
  try {
    return parseQuantity(String(text ?? ''))
  } catch (error) {
    if (error instanceof DecimalError) return 0n
    throw error
  }
}
