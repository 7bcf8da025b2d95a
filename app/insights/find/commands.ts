import { can, type Actor, type Area, type Right } from '#core/access'
import { formatShort, QUANTITY_DECIMALS } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import { formatDecimalText } from '#core/local_format'
import { adminPlaces, navigation } from '#core/navigation'
import { lookUpItems, type ItemChoice } from '#stock/queries/look_up_items'

/** One line of the finder: where it leads to. */
export interface Found {
  text: string
  hint: string
  href: string
  /** The address of a small picture of it. */
  image?: string | null
}

interface Command {
  name: string
  /** Other words for it. */
  alias: string
  href: string
  needs: readonly [Area, Right]
  /** What leads to the form with an item filled in: `href` takes ?item=. */
  takesItem?: boolean
}

const COMMANDS: readonly Command[] = [
  {
    name: translatable('Stock in'),
    alias: translatable('words|in receive purchase delivery'),
    href: '/transactions/new?type=IN',
    needs: ['stock', 'add'],
    takesItem: true,
  },
  {
    name: translatable('Stock out'),
    alias: translatable('words|out sell sale issue'),
    href: '/transactions/new?type=OUT',
    needs: ['stock', 'add'],
    takesItem: true,
  },
  {
    name: translatable('Move stock'),
    alias: translatable('words|transfer'),
    href: '/transfers/new',
    needs: ['stock', 'change'],
    takesItem: true,
  },
  {
    name: translatable('Count'),
    alias: translatable('words|stocktake inventory'),
    href: '/counts/new',
    needs: ['stock', 'change'],
    takesItem: true,
  },
  {
    name: translatable('Scan'),
    alias: translatable('words|barcode code camera'),
    href: '/scan',
    needs: ['stock', 'view'],
  },
  {
    name: translatable('New item'),
    alias: translatable('words|add item'),
    href: '/items/new',
    needs: ['part', 'add'],
  },
  {
    name: translatable('New location'),
    alias: translatable('words|add location'),
    href: '/locations/new',
    needs: ['stock_location', 'add'],
  },
  {
    name: translatable('New supplier'),
    alias: translatable('words|add supplier'),
    href: '/suppliers/new',
    needs: ['purchase_order', 'add'],
  },
  {
    name: translatable('New category'),
    alias: translatable('words|add category'),
    href: '/categories/new',
    needs: ['part_category', 'add'],
  },
  {
    name: translatable('Import items'),
    alias: translatable('words|upload csv xlsx excel'),
    href: '/imports/new/items',
    needs: ['part', 'change'],
  },
  {
    name: translatable('Import opening stock'),
    alias: translatable('words|upload csv xlsx excel'),
    href: '/imports/new/opening_stock',
    needs: ['stock', 'add'],
  },
  {
    name: translatable('Imports'),
    alias: translatable('words|undo upload csv xlsx excel'),
    href: '/imports',
    needs: ['stock', 'add'],
  },
]
const MOST_ITEMS = 4

/** Commands whose words the text begins; with words after the name, the command for the items they find. */
export async function findCommands(text: string, actor: Actor): Promise<Found[]> {
  const allowed = COMMANDS.filter(({ needs: [area, right] }) => can(actor, area, right))
  const named = allowed.filter((command) => beginsWords(text, wordsOf(command).join(' ')))
  const plain = named.map(({ name, href }) => ({ text: t(name), hint: '', href }))
  return [...plain, ...(await commandsForItems(text, allowed, actor))]
}

/** Pages whose name has words that the text begins. */
export function findPages(text: string, actor: Actor): Found[] {
  const may = (area: Area, right: Right) => can(actor, area, right)
  const places = navigation(may).map(({ label, href }) => ({ text: label, hint: '', href }))
  const admin = may('admin', 'view')
    ? adminPlaces(may).map(({ label, href }) => ({ text: label, hint: t('Admin'), href }))
    : []
  const own = [
    { text: t('My account'), hint: '', href: '/account' },
    { text: t('API reference'), hint: '', href: '/api-doc/' },
  ]
  return [...places, ...admin, ...own].filter((page) => beginsWords(text, page.text))
}

async function commandsForItems(
  text: string,
  allowed: readonly Command[],
  actor: Actor
): Promise<Found[]> {
  if (!can(actor, 'part', 'view')) return []
  for (const command of allowed.filter(({ takesItem }) => takesItem)) {
    const rest = restBehind(text, command)
    if (!rest) continue
    const items = await lookUpItems(rest)
    return items.slice(0, MOST_ITEMS).map((item) => ({
      text: t('{command}: {item}', { command: t(command.name), item: item.name }),
      hint: stockOf(item),
      href: `${command.href}${command.href.includes('?') ? '&' : '?'}item=${item.id}`,
    }))
  }
  return []
}

function stockOf({ ipn, available, unit }: ItemChoice): string {
  const amount = formatDecimalText(formatShort(available, QUANTITY_DECIMALS, 0))
  const stock = `${amount} ${unit}`.trim()
  return ipn ? `${ipn} · ${stock}` : stock
}

/** "phone" of "stock out phone" and of "sell phone". */
function restBehind(text: string, command: Command): string {
  const asked = text.toLowerCase()
  const used = wordsOf(command).find((beginning) => asked.startsWith(`${beginning} `))
  return used ? text.slice(used.length).trim() : ''
}

/** What calls the command: its name and other words for it, in the page's language and in English. */
function wordsOf({ name, alias }: Command): string[] {
  const others = `${t(alias)} ${alias.slice(alias.indexOf('|') + 1)}`.split(' ')
  return [...new Set([t(name), name, ...others].map((word) => word.toLowerCase()))]
}

function beginsWords(text: string, name: string): boolean {
  const words = name.toLowerCase().split(' ')
  const asked = text.toLowerCase().split(/\s+/).filter(Boolean)
  return asked.every((begun) => words.some((word) => word.startsWith(begun)))
}
