import { translatable } from '#core/i18n'
import type { ImportField } from '#core/import/kinds'

const ITEM: ImportField = {
  key: 'item',
  label: translatable('Item'),
  type: 'text',
  maxLength: 100,
  headings: [
    'name',
    'item name',
    'product',
    'product name',
    'part',
    'article',
    'produit',
    'nom',
    'товар',
    'наименование',
    'название',
  ],
  example: ['Phone X', 'Charger 20 W'],
  help: translatable('The name, where there is no SKU.'),
}

const SKU: ImportField = {
  key: 'sku',
  label: translatable('SKU'),
  type: 'text',
  maxLength: 100,
  headings: [
    'ipn',
    'item number',
    'product code',
    'code',
    'article number',
    'référence',
    'ref',
    'артикул',
    'код',
  ],
  example: ['PH-X', 'CH-20'],
}

const LOCATION: ImportField = {
  key: 'location',
  label: translatable('Location'),
  type: 'text',
  maxLength: 1000,
  headings: ['place', 'path', 'warehouse', 'store', 'emplacement', 'lieu', 'место', 'склад'],
  example: ['Store/Shelf 1', 'Store/Shelf 2'],
  help: translatable('Without one stock comes in at the usual place and goes out from all places.'),
}

const NOTE: ImportField = {
  key: 'note',
  label: translatable('Note'),
  type: 'text',
  maxLength: 2000,
  headings: ['notes', 'comment', 'reason', 'remark', 'remarque', 'commentaire', 'примечание'],
  example: ['', ''],
}

const DATE: ImportField = {
  key: 'date',
  label: translatable('Date'),
  type: 'moment',
  headings: ['day', 'when', 'posting date', 'date and time', 'jour', 'дата'],
  example: ['2026-01-31', '2026-01-31 16:30'],
  help: translatable('Without one it is now.'),
}

const QUANTITY_HEADINGS = ['qty', 'count', 'on hand', 'stock', 'quantité', 'количество', 'кол во']

/** What an import can say of opening stock. */
export const OPENING_FIELDS: readonly ImportField[] = [
  SKU,
  ITEM,
  LOCATION,
  {
    key: 'quantity',
    label: translatable('Quantity'),
    type: 'quantity',
    required: true,
    least: 'zero',
    headings: QUANTITY_HEADINGS,
    example: ['12', '40'],
  },
  {
    key: 'unit_cost',
    label: translatable('Unit cost'),
    type: 'money',
    least: 'zero',
    headings: ['cost', 'cost price', 'purchase price', "prix d'achat", 'coût', 'себестоимость'],
    example: ['480.00', '6.50'],
    help: translatable('Without one it is the purchase price of the item.'),
  },
  DATE,
  NOTE,
]

/** The ledger's kinds with the words that mean them; those without a bulk entry are told apart by the plan. */
const TYPE_WORDS: Readonly<Record<string, readonly string[]>> = {
  receive: [
    'stock in',
    'in',
    'receive',
    'received',
    'purchase',
    'receipt',
    'entrée',
    'achat',
    'réception',
    'приход',
    'поступление',
    'закупка',
  ],
  sale: ['sale', 'out', 'stock out', 'sold', 'issue', 'vente', 'sortie', 'продажа', 'расход'],
  return_in: ['customer return', 'return', 'retour client', 'возврат от клиента', 'возврат'],
  return_out: ['return to supplier', 'retour fournisseur', 'возврат поставщику'],
  adjust_in: ['added', 'opening', 'opening stock', 'opening or found stock', 'found', 'ajouté'],
  adjust_out: ['removed', 'lost', 'retiré', 'списание'],
  scrap: ['scrapped', 'scrap', 'damaged', 'rebut', 'брак'],
  transfer: ['moved', 'transfer'],
  count: ['counted', 'count', 'stocktake'],
  reversal: ['reversal'],
  revalue: ['cost changed'],
  split: ['split'],
  merge: ['merged'],
  note: ['edited'],
  other: ['installed', 'uninstalled', 'sent to customer', 'converted', 'built', 'used in build'],
}

/** What an import can say of a transaction. */
export const TRANSACTION_FIELDS: readonly ImportField[] = [
  {
    key: 'type',
    label: translatable('Type'),
    type: 'choice',
    headings: ['kind', 'transaction type', 'direction', 'movement', 'opération', 'тип', 'операция'],
    example: ['stock in', 'sale'],
    choices: TYPE_WORDS,
    help: translatable(
      'Stock in, sale, customer return, return to supplier, added, removed or scrapped. Without it a quantity below zero is a sale.'
    ),
  },
  SKU,
  ITEM,
  LOCATION,
  {
    key: 'quantity',
    label: translatable('Quantity'),
    type: 'quantity',
    required: true,
    headings: QUANTITY_HEADINGS,
    example: ['12', '2'],
  },
  {
    key: 'price',
    label: translatable('Unit price'),
    type: 'money',
    least: 'zero',
    headings: ['price', 'unit cost', 'cost', 'prix', 'prix unitaire', 'цена'],
    example: ['480.00', '600.00'],
    help: translatable('Without one it is what the item says.'),
  },
  DATE,
  NOTE,
  {
    key: 'entry',
    label: translatable('Entry'),
    type: 'integer',
    headings: ['id', 'transaction', 'number', 'numéro', 'номер'],
    example: ['', ''],
    help: translatable('The number of an entry of this ledger: it is not booked again.'),
  },
]
