import { AREAS, RIGHTS, type Actor, type Area, type Right } from '#core/access'
import { InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { requireAdministrator } from '#accounts/administrators'
import { audit } from '#accounts/audit'
import { authCache } from '#accounts/auth_cache'

export type GroupRules = Partial<Record<Area, readonly Right[]>>

export interface GroupValues {
  /** The group to change; without it a new one is made. */
  id?: number
  name: string
  description?: string
  /** All rights of the group; without it they stay as they are. */
  rules?: GroupRules
}

/** Makes or changes a group with its rights, and gives its id. */
export function saveGroup(values: GroupValues, actor: Actor, outer?: UnitOfWork): Promise<number> {
  refuseBadText(values)
  return transact(async (unit) => {
    await authCache.changed(unit)
    const id = await saveRow(unit, values)
    if (values.rules) await saveRules(unit, id, values.rules)
    if (values.id !== undefined) await requireAdministrator(unit)
    await audit(unit, actor, {
      action: values.id === undefined ? 'create' : 'change',
      model: 'group',
      modelId: id,
      changes: { name: values.name, rules: values.rules },
    })
    return id
  }, outer)
}

function refuseBadText({ name, description = '' }: GroupValues): void {
  if (name.trim() === '') throw InvalidInput.field('name', t('A name is needed.'))
  if (name.length > 150)
    throw InvalidInput.field('name', t('Use at most {count} characters.', { count: 150 }))
  if (description.length > 250)
    throw InvalidInput.field('description', t('Use at most {count} characters.', { count: 250 }))
}

async function saveRow(unit: UnitOfWork, values: GroupValues): Promise<number> {
  const row = { name: values.name.trim(), description: values.description?.trim() ?? '' }
  const taken = await unit.trx
    .from('groups')
    .whereRaw('LOWER(name) = ?', [row.name.toLowerCase()])
    .whereNot('id', values.id ?? 0)
    .first()
  if (taken) throw InvalidInput.field('name', t('A group with that name already exists.'))
  if (values.id === undefined) {
    const [id] = await unit.trx.table('groups').insert(row)
    return id
  }
  const known = await unit.trx.from('groups').where('id', values.id).first()
  if (!known) throw new NotFound('Group')
  await unit.trx.from('groups').where('id', values.id).update(row)
  return values.id
}

async function saveRules(unit: UnitOfWork, groupId: number, rules: GroupRules): Promise<void> {
  await unit.trx.from('rule_sets').where('group_id', groupId).delete()
  const rows = AREAS.map((area) => {
    const rights = RIGHTS.map((right) => [
      `can_${right}`,
      Number(rules[area]?.includes(right) ?? false),
    ])
    return { group_id: groupId, area, ...Object.fromEntries(rights) }
  })
  await unit.trx.table('rule_sets').multiInsert(rows)
}
