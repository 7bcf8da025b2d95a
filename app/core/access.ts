/** The areas of InvenTree's rule sets (PEERS A15); a group holds four rights in each. */
export const AREAS = [
  'admin',
  'part_category',
  'part',
  'bom',
  'stock_location',
  'stock',
  'build',
  'purchase_order',
  'sales_order',
  'return_order',
  'transfer_order',
] as const
export type Area = (typeof AREAS)[number]

export const RIGHTS = ['view', 'add', 'change', 'delete'] as const
export type Right = (typeof RIGHTS)[number]

/** Who acts: the signed-in user with what their groups allow. Passed explicitly, never ambient. */
export interface Actor {
  readonly id: number
  readonly username: string
  readonly name: string
  readonly email: string
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly rights: ReadonlySet<`${Area}.${Right}`>
}

/** The one question that API, pages and navigation ask. */
export function can(actor: Actor, area: Area, right: Right): boolean {
  return actor.isSuperuser || actor.rights.has(`${area}.${right}`)
}
