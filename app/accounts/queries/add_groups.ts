import type { ReadContext } from '#core/resource/field'
import type { Row } from '#core/sql'

/** Writes onto user rows the JSON list of each user's groups. */
export async function addGroups(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  const memberships: Row[] = await client
    .from('group_user')
    .join('groups', 'groups.id', 'group_user.group_id')
    .whereIn('group_user.user_id', ids)
    .orderBy('groups.id')
    .select('group_user.user_id', 'groups.id as pk', 'groups.name')
  for (const row of rows) {
    const groups = memberships.filter((membership) => membership.user_id === row.id)
    row.groups = JSON.stringify(groups.map(({ pk, name }) => ({ pk, name })))
  }
}
