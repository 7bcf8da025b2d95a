import type { Area, Right } from '#core/access'
import { t } from '#core/i18n'

/** What a picker opens to make what it lacks (@field.picker, `create`). */
export interface Creation {
  url: string
  label: string
  /** The label with what was typed: the script puts it in the place of "{name}". */
  named: string
}

const KINDS = {
  item: { area: 'part', url: '/items/new' },
  category: { area: 'part_category', url: '/categories/new' },
  supplier: { area: 'purchase_order', url: '/suppliers/new' },
  location: { area: 'stock_location', url: '/locations/new' },
} as const satisfies Record<string, { area: Area; url: string }>
type Kind = keyof typeof KINDS

/** How a picker makes a new one, for those who may; undefined for others. */
export function creation(
  kind: Kind,
  may?: (area: Area, right: Right) => boolean
): Creation | undefined {
  const { area, url } = KINDS[kind]
  return may?.(area, 'view') && may(area, 'add') ? { url, ...labelsOf(kind) } : undefined
}

function labelsOf(kind: Kind) {
  const name = '{name}'
  switch (kind) {
    case 'item':
      return { label: t('New item'), named: t('New item “{name}”', { name }) }
    case 'category':
      return { label: t('New category'), named: t('New category “{name}”', { name }) }
    case 'supplier':
      return { label: t('New supplier'), named: t('New supplier “{name}”', { name }) }
    case 'location':
      return { label: t('New location'), named: t('New location “{name}”', { name }) }
  }
}
