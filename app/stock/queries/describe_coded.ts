import db from '@adonisjs/lucid/services/db'
import type { Area } from '#core/access'
import { t } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { Coded, CodedModel } from '#catalog/barcodes/code'
import { readItemChoices, type ItemChoice } from '#stock/queries/look_up_items'
import { getLotRow, type LotRow } from '#stock/queries/read_lot_rows'

/** Whose rights say who may see and change it. */
export const AREA_OF: Record<CodedModel, Area> = {
  part: 'part',
  stockitem: 'stock',
  stocklocation: 'stock_location',
}

/** An item, a lot or a place in words, and where its page is. */
export interface DescribedCoded extends Coded {
  title: string
  hint: string
  href: string
  /** The item, also of a lot. */
  item?: ItemChoice
  lot?: LotRow
  /** True for a place that cannot hold stock itself. */
  isStructural?: boolean
}

/** Throws NotFound for what is not there (any more). */
export async function describeCoded({ model, id }: Coded): Promise<DescribedCoded> {
  if (model === 'part') return describeItem(id)
  return model === 'stockitem' ? describeLot(id) : describePlace(id)
}

async function describeItem(id: number): Promise<DescribedCoded> {
  const [item] = await readItemChoices([id])
  return { model: 'part', id, title: item.name, hint: hintOf(item), href: `/items/${id}`, item }
}

async function describeLot(id: number): Promise<DescribedCoded> {
  const lot = await getLotRow(id)
  const [item] = await readItemChoices([lot.partId])
  const facts = [
    lot.serial && t('Serial {number}', { number: lot.serial }),
    lot.batch && t('Batch {number}', { number: lot.batch }),
    lot.location ?? t('No location'),
    `${viewHelpers.quantity(lot.quantity)} ${lot.unit}`.trim(),
  ]
  const title = t('Lot {id} of {item}', { id, item: lot.partName })
  const hint = facts.filter(Boolean).join(' · ')
  return { model: 'stockitem', id, title, hint, href: `/stock/${id}`, item, lot }
}

async function describePlace(id: number): Promise<DescribedCoded> {
  const place = await db.from('stock_locations').where('id', id).firstOrFail()
  return {
    model: 'stocklocation',
    id,
    title: place.pathstring,
    hint: place.description,
    href: `/locations/${id}`,
    isStructural: Boolean(place.structural),
  }
}

function hintOf({ ipn, available, unit }: ItemChoice): string {
  const stock = `${viewHelpers.quantity(available)} ${unit}`.trim()
  return [ipn, stock].filter(Boolean).join(' · ')
}
