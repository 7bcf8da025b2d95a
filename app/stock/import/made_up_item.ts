import { createHash } from 'node:crypto'
import { multiplyMoney } from '#core/decimal'
import { packSize } from '#stock/import/replenishment'

/** Words of a description that tell its category; the first that fits wins. */
const CATEGORIES: readonly (readonly [name: string, words: RegExp])[] = [
  ['Christmas', /christmas|xmas|advent|santa|snow|reindeer|nativity|bauble|angel dec/],
  ['Easter and seasons', /easter|bunny|egg\b|valentine|halloween|spring/],
  ['Candles and scents', /candle|t-?light|tealight|incense|scent|lantern|votive/],
  ['Lights', /light|lamp|fairy|led\b|chandelier/],
  ['Bags and purses', /\bbags?\b|purse|wallet|shopper|rucksack|backpack|washbag|lunch box|holdall/],
  [
    'Cards, wrap and stationery',
    /card|wrap|paper|pen\b|pencil|notebook|sticker|stationery|diary|envelope|ribbon|tape|journal|stamp/,
  ],
  ['Jewellery and hair', /necklace|bracelet|earring|brooch|ring\b|hair|bead|charm|jewel|diamante/],
  [
    'Kitchen and baking',
    /cake|baking|kitchen|cook|oven|tin\b|tins\b|jar|spoon|apron|recipe|jelly|mould|cutlery|whisk/,
  ],
  [
    'Tea and tableware',
    /mug|cup|tea|coffee|plate|bowl|glass|saucer|jug|tray|napkin|coaster|placemat|dish|bottle/,
  ],
  [
    'Toys and games',
    /toy|game|doll|puzzle|jigsaw|child|kids|playing|skipping|domino|soldier|spaceboy|dinosaur|balloon/,
  ],
  ['Party', /party|bunting|garland|streamer|popper|flag/],
  [
    'Garden and outdoors',
    /garden|plant|flower|bird|watering|picnic|parasol|umbrella|windmill|herb/,
  ],
  [
    'Storage and hooks',
    /box|drawer|cabinet|basket|hook|hanger|hanging|rack|shelf|storage|crate|trunk/,
  ],
  [
    'Frames, signs and clocks',
    /frame|sign\b|clock|mirror|picture|chalkboard|blackboard|magnet|wall art/,
  ],
  [
    'Textiles',
    /cushion|quilt|throw|blanket|towel|rug|doormat|curtain|cover|scarf|slipper|hot water/,
  ],
]
const OTHER = 'Gifts and decorations'

/** Made up: the sales data names no supplier. */
const SUPPLIERS: readonly (readonly [name: string, leadTimeDays: number])[] = [
  ['Ashdown Wholesale', 3],
  ['Brightwell & Sons', 5],
  ['Calder Gift Company', 7],
  ['Dunmore Paper Mills', 9],
  ['Eastgate Importers', 14],
  ['Fenwick Ceramics', 18],
  ['Greenhill Textiles', 21],
  ['Harbour Trading', 30],
  ['Ivory Lane Imports', 45],
  ['Jade River Export', 60],
]

const LEAST_COST_PERCENT = 45n
const COST_PERCENT_RANGE = 26
/** An item is to be bought again below one pack or two. */
const MOST_PACKS_KEPT = 2

/** What an item of a sales file needs to be an item of the catalogue. */
export interface MadeUpItem {
  sku: string
  name: string
  description: string
  category: string
  supplier: { name: string; leadTimeDays: number }
  salePrice: bigint
  purchasePrice: bigint
  minimumStock: bigint
  /** Units in a pack. */
  pack: bigint
}

export interface SoldItem {
  sku: string
  description: string
  salePrice: bigint
  /** What its first sale took: it decides the pack, because it is in the sales file itself. */
  firstPrice: bigint
}

/**
 * The item that a sku stands for. All that the sales data does not tell (category, supplier, purchase
 * price, minimum) follows from the sku and the description alone, so that every run makes the same.
 */
export function makeUpItem({ sku, description, salePrice, firstPrice }: SoldItem): MadeUpItem {
  const category = categoryOf(description)
  const [name, leadTimeDays] = SUPPLIERS[pick(`${category}/${sku.slice(0, 3)}`, SUPPLIERS.length)]
  const percent = LEAST_COST_PERCENT + BigInt(pick(category, COST_PERCENT_RANGE))
  const pack = packSize(firstPrice)
  return {
    sku,
    name: nameOf(description) || sku,
    description: description === sku ? '' : description,
    category,
    supplier: { name, leadTimeDays },
    salePrice,
    purchasePrice: multiplyMoney(salePrice, percent * 1_000n),
    minimumStock: pack * BigInt(1 + pick(sku, MOST_PACKS_KEPT)) * 100_000n,
    pack,
  }
}

export function categoryOf(description: string): string {
  const text = description.toLowerCase()
  return CATEGORIES.find(([, words]) => words.test(text))?.[0] ?? OTHER
}

const SMALL_WORDS = new Set([
  'a',
  'and',
  'at',
  'by',
  'for',
  'from',
  'in',
  'of',
  'on',
  'or',
  'the',
  'to',
  'with',
  'w',
])
const LONGEST_NAME = 100

/** "SET/6 RED SPOTTY PAPER CUPS" as "Set/6 Red Spotty Paper Cups"; what is not in capitals stays. */
export function nameOf(description: string): string {
  const text = description.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME)
  if (text !== text.toUpperCase()) return text
  return (
    text
      .toLowerCase()
      // Not after a digit: "15cm" stays as it is.
      .replace(/(?<![a-z0-9'])[a-z][a-z']*/g, (word, position: number) =>
        position > 0 && SMALL_WORDS.has(word) ? word : word[0].toUpperCase() + word.slice(1)
      )
  )
}

function pick(text: string, choices: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % choices
}
