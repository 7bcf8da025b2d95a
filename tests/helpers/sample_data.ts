import db from '@adonisjs/lucid/services/db'
import { parseMoney, parseQuantity } from '#core/decimal'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { reversePosting } from '#stock/actions/reverse_posting'
import { transferLot } from '#stock/actions/transfer_stock'
import { makeCategory, makeSupplier, ownName } from '#tests/helpers/catalog'
import { makeLocation, makePart } from '#tests/helpers/stock'

export type SampleData = Awaited<ReturnType<typeof makeSampleData>>

/** An item with a history of every kind of page: lots at two places, sales, a transfer, a reversal. */
export async function makeSampleData() {
  const [category, supplier] = [await makeCategory(), await makeSupplier()]
  const locationId = await makeLocation(ownName('Shop floor'))
  const otherLocationId = await makeLocation(ownName('Back room'))
  const partId = await makePart({ name: ownName('Lantern') })
  await db.from('parts').where('id', partId).update({
    category_id: category.id,
    supplier_id: supplier.id,
  })
  const emptyPartId = await makePart({ name: ownName('Bunting') })
  const actorId = null
  const received = await receiveStock({
    partId,
    locationId,
    quantity: parseQuantity('40'),
    actorId,
    lot: { batch: 'B-7', supplierId: supplier.id },
  })
  const [{ lotId }] = received.movements
  await transferLot({ lotId, locationId: otherLocationId, quantity: parseQuantity('15'), actorId })
  const sale = { partId, quantity: parseQuantity('3'), unitPrice: parseMoney('600'), actorId }
  const sold = await issueStock(sale)
  const wrong = await issueStock({ ...sale, quantity: parseQuantity('1') })
  await reversePosting({ postingId: wrong.id, reason: 'Typed twice', actorId })
  return {
    partId,
    emptyPartId,
    locationId,
    otherLocationId,
    lotId,
    categoryId: category.id,
    supplierId: supplier.id,
    transactionId: sold.id,
    reversedId: wrong.id,
  }
}
