import { AREAS, RIGHTS, type Area, type Right } from '#core/access'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { saveGroup, type GroupRules } from '#accounts/actions/save_group'
import { SYSTEM } from '#accounts/audit'

const BUSINESS_AREAS = AREAS.filter((area) => area !== 'admin')
const ORDER_AREAS: Area[] = ['purchase_order', 'sales_order', 'return_order', 'transfer_order']

function inAreas(areas: readonly Area[], rights: readonly Right[]): GroupRules {
  return Object.fromEntries(areas.map((area) => [area, rights]))
}

const STANDARD_GROUPS = [
  {
    name: 'administrator',
    description: 'Everything, users and settings included',
    rules: inAreas(AREAS, RIGHTS),
  },
  {
    name: 'manager',
    description: 'Everything but users and settings',
    rules: inAreas(BUSINESS_AREAS, RIGHTS),
  },
  {
    name: 'staff',
    description: 'Daily work: items, stock and orders; deletes nothing',
    rules: {
      ...inAreas(BUSINESS_AREAS, ['view']),
      ...inAreas(['part', 'bom', 'stock', ...ORDER_AREAS], ['view', 'add', 'change']),
    },
  },
  {
    name: 'viewer',
    description: 'Sees everything but users and settings, changes nothing',
    rules: inAreas(BUSINESS_AREAS, ['view']),
  },
]

/** Makes those of the four standard groups that are not there, and gives the id of each by name. */
export function ensureStandardGroups(outer?: UnitOfWork): Promise<Record<string, number>> {
  return transact(async (unit) => {
    const ids: Record<string, number> = {}
    for (const group of STANDARD_GROUPS) {
      const known = await unit.trx.from('groups').where('name', group.name).first()
      ids[group.name] = known ? known.id : await saveGroup(group, SYSTEM, unit)
    }
    return ids
  }, outer)
}
