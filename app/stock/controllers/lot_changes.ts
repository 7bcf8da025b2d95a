import { MONEY_DECIMALS } from '#core/decimal'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { countLot, removeFromLot } from '#stock/actions/adjust_lot'
import { editLot, revalueLot } from '#stock/actions/edit_lot'
import { transferLot } from '#stock/actions/transfer_stock'
import type { WrittenPosting } from '#stock/actions/write_postings'
import { isStockStatus } from '#stock/ledger/status'
import type { StockForm } from '#stock/validators/stock_form'

type Book = (unit: UnitOfWork) => Promise<WrittenPosting | null>
type LotChange = (form: StockForm, lot: { lotId: number; actorId: number }) => Promise<Book>

/** Reads the form of each change of a lot and gives the act that books it. */
export const LOT_CHANGES: Record<string, LotChange> = {
  async moves(form, lot) {
    const location = await form.requiredLocation()
    const quantity = form.text('quantity') === '' ? undefined : form.quantity()
    const reason = form.note()
    return (unit) => transferLot({ ...lot, locationId: location.id, quantity, reason }, unit)
  },

  async counts(form, lot) {
    const quantity = form.quantity('counted')
    if (quantity < 0n) form.refuse('counted', t('A count cannot be negative.'))
    const reason = form.note()
    return (unit) => countLot({ ...lot, quantity, reason }, unit)
  },

  async removals(form, lot) {
    const quantity = form.quantity('removed')
    const kind = form.text('kind') === 'scrap' ? 'scrap' : 'adjust_out'
    const reason = form.note()
    return (unit) => removeFromLot({ ...lot, quantity, kind, reason }, unit)
  },

  async edits(form, lot) {
    const status = Number(form.text('status'))
    if (!isStockStatus(status)) form.refuse('status', t('Choose a status.'))
    const set = {
      status,
      expiryDate: form.day('expiry_date'),
      batch: shortText(form, 'batch', 100),
      packaging: shortText(form, 'packaging', 50),
    }
    const reason = form.note()
    return (unit) => editLot({ ...lot, set, reason }, unit)
  },

  async costs(form, lot) {
    const unitCost = form.decimal('unit_cost', MONEY_DECIMALS) ?? null
    if (unitCost !== null && unitCost < 0n)
      form.refuse('unit_cost', t('A cost cannot be negative.'))
    const reason = form.note()
    return (unit) => revalueLot({ ...lot, unitCost, reason }, unit)
  },
}

function shortText(form: StockForm, name: string, longest: number): string | null {
  const text = form.text(name)
  if (text.length > longest) {
    form.refuse(name, t('At most {count} characters.', { count: longest }))
  }
  return text || null
}
