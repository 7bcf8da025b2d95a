import { t, translatable } from '#core/i18n'
import type { Area, Right } from '#core/access'

export interface Place {
  key: string
  label: string
  href: string
  icon: string
  /** Who has the right in this area, or may view it, sees the place; without one everybody does. */
  area?: Area
  right?: Right
  /** The letter that leads here after "g". */
  go?: string
  /** Also in the bar at the bottom of a phone. */
  isMain?: boolean
  /** Begins another part of the navigation. */
  isApart?: boolean
}

type May = (area: Area, right: Right) => boolean

const PLACES: readonly Place[] = [
  {
    key: 'dashboard',
    label: translatable('Dashboard'),
    href: '/',
    icon: 'layout-dashboard',
    go: 'd',
    isMain: true,
  },
  {
    key: 'items',
    label: translatable('Items'),
    href: '/items',
    icon: 'box',
    area: 'part',
    go: 'i',
    isMain: true,
  },
  {
    key: 'transactions',
    label: translatable('Transactions'),
    href: '/transactions',
    icon: 'arrows-exchange',
    area: 'stock',
    go: 't',
    isMain: true,
  },
  {
    key: 'balance',
    label: translatable('Stock balance'),
    href: '/balance',
    icon: 'clipboard-list',
    area: 'stock',
    go: 'b',
  },
  {
    key: 'locations',
    label: translatable('Locations'),
    href: '/locations',
    icon: 'map-pin',
    area: 'stock_location',
    go: 'l',
  },
  {
    key: 'suppliers',
    label: translatable('Suppliers'),
    href: '/suppliers',
    icon: 'truck-delivery',
    area: 'purchase_order',
    go: 's',
  },
  {
    key: 'categories',
    label: translatable('Categories'),
    href: '/categories',
    icon: 'category',
    area: 'part_category',
    go: 'c',
  },
  {
    key: 'alerts',
    label: translatable('Alerts'),
    href: '/alerts',
    icon: 'bell',
    area: 'stock',
    go: 'w',
    isApart: true,
  },
  {
    key: 'insights',
    label: translatable('Insights'),
    href: '/insights/sales',
    icon: 'chart-bar',
    area: 'stock',
    go: 'n',
  },
  {
    key: 'imports',
    label: translatable('Imports'),
    href: '/imports',
    icon: 'file-import',
    area: 'part',
    right: 'add',
    go: 'm',
  },
  {
    key: 'exports',
    label: translatable('My exports'),
    href: '/exports',
    icon: 'file-export',
    area: 'part',
    go: 'e',
  },
  {
    key: 'admin',
    label: translatable('Admin'),
    href: '/admin/users',
    icon: 'settings',
    area: 'admin',
    go: 'a',
    isApart: true,
  },
]

const ADMIN_PLACES: readonly Place[] = [
  { key: 'users', label: translatable('Users'), href: '/admin/users', icon: 'users' },
  { key: 'groups', label: translatable('Groups'), href: '/admin/groups', icon: 'users-group' },
  { key: 'tokens', label: translatable('API tokens'), href: '/admin/tokens', icon: 'key' },
  {
    key: 'jobs',
    label: translatable('Jobs'),
    href: '/admin/jobs',
    icon: 'player-play',
    area: 'admin',
  },
  {
    key: 'bi',
    label: translatable('BI export'),
    href: '/admin/bi-export',
    icon: 'database-export',
    area: 'admin',
  },
  {
    key: 'integrations',
    label: translatable('Integrations'),
    href: '/admin/integrations',
    icon: 'webhook',
    area: 'admin',
  },
  {
    key: 'events',
    label: translatable('Events'),
    href: '/admin/events',
    icon: 'broadcast',
    area: 'admin',
  },
  { key: 'audit', label: translatable('Audit log'), href: '/admin/audit', icon: 'history' },
  { key: 'settings', label: translatable('Settings'), href: '/admin/settings', icon: 'settings' },
  { key: 'about', label: translatable('About'), href: '/about', icon: 'info-circle' },
]

/** The places of the main navigation that the user may see. */
export function navigation(may?: May): Place[] {
  return shown(PLACES, may)
}

/** The parts of the admin area. */
export function adminPlaces(may?: May): Place[] {
  return shown(ADMIN_PLACES, may)
}

function shown(places: readonly Place[], may?: May): Place[] {
  return places
    .filter(({ area, right = 'view' }) => !area || may?.(area, right))
    .map((place) => ({ ...place, label: t(place.label) }))
}
