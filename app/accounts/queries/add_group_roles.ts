import { AREAS, RIGHTS } from '#core/access'
import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'

/** Writes onto group rows the JSON of their rights by area. */
export async function addGroupRoles(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  const rules: Row[] = await client.from('rule_sets').whereIn('group_id', ids)
  for (const row of rows) {
    const own = new Map(
      rules.filter((rule) => rule.group_id === row.id).map((rule) => [rule.area, rule])
    )
    const roles = AREAS.map((area) => [
      area,
      RIGHTS.filter((right) => own.get(area)?.[`can_${right}`]),
    ])
    row.roles = JSON.stringify(Object.fromEntries(roles))
  }
}
