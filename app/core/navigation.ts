import type { Area, Right } from '#core/access'

interface Place {
  key: string
  label: string
  href: string
  icon: string
  /** Who may view this area sees the place; without one everybody does. */
  area?: Area
  /** Also in the bar at the bottom of a phone. */
  isMain?: boolean
  short?: string
}

const PLACES: Place[] = [
  { key: 'dashboard', label: 'Dashboard', href: '/', icon: 'layout-dashboard', isMain: true },
  { key: 'items', label: 'Items', href: '/items', icon: 'box', area: 'part', isMain: true },
  {
    key: 'transactions',
    label: 'Transactions',
    href: '/transactions',
    icon: 'arrows-exchange',
    area: 'stock',
    isMain: true,
  },
  {
    key: 'balance',
    label: 'Stock balance',
    href: '/balance',
    icon: 'clipboard-list',
    area: 'stock',
    isMain: true,
    short: 'Balance',
  },
  {
    key: 'locations',
    label: 'Locations',
    href: '/locations',
    icon: 'map-pin',
    area: 'stock_location',
  },
  {
    key: 'suppliers',
    label: 'Suppliers',
    href: '/suppliers',
    icon: 'truck-delivery',
    area: 'purchase_order',
  },
  {
    key: 'categories',
    label: 'Categories',
    href: '/categories',
    icon: 'category',
    area: 'part_category',
  },
  { key: 'admin', label: 'Admin', href: '/admin/users', icon: 'settings', area: 'admin' },
]

/** The places of the main navigation that the user may see. */
export function navigation(may?: (area: Area, right: Right) => boolean): Place[] {
  return PLACES.filter(({ area }) => !area || may?.(area, 'view'))
}

/** The parts of the admin area. */
export const adminPlaces = [
  { key: 'users', label: 'Users', href: '/admin/users' },
  { key: 'groups', label: 'Groups', href: '/admin/groups' },
  { key: 'audit', label: 'Audit log', href: '/admin/audit' },
]
