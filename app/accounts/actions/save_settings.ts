import type { Actor } from '#core/access'
import { changeBus } from '#core/change_bus'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { refreshSettings, setting, settingSource, whySettingIsLocked } from '#core/setting_values'
import { settingDefinition, SETTING_KEYS, type SettingKey } from '#core/settings'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'

export type SettingValues = Partial<Record<SettingKey, string>>
type Changes = Partial<Record<SettingKey, { from: string; to: string }>>

/**
 * Keeps the settings that differ from what holds now, and tells the audit log from what to what. Throws
 * InvalidInput, by setting, for what cannot be kept or may not be changed any more. `isConfirmed`: defaults
 * that are sent are kept too, as somebody has looked at them.
 */
export async function saveSettings(
  values: SettingValues,
  actor: Actor,
  { isConfirmed = false, outer }: { isConfirmed?: boolean; outer?: UnitOfWork } = {}
): Promise<Changes> {
  const changes = findChanges(values, isConfirmed)
  await refuseBad(changes)
  const keys = Object.keys(changes)
  if (keys.length === 0) return changes
  await transact(async (unit) => {
    for (const [key, { to }] of Object.entries(changes)) await keep(unit, key, to)
    await audit(unit, actor, { action: 'change', model: 'setting', modelId: null, changes })
    unit.afterCommit(() => {
      void refreshSettings()
      changeBus.tell('settings')
    })
  }, outer)
  if (!outer) await refreshSettings()
  return changes
}

function findChanges(values: SettingValues, isConfirmed: boolean): Changes {
  const changes: Changes = {}
  for (const key of SETTING_KEYS) {
    const to = values[key]
    const from = setting(key)
    const isNew = isConfirmed && settingSource(key) === 'default'
    if (to !== undefined && (to !== from || isNew)) changes[key] = { from, to }
  }
  return changes
}

async function refuseBad(changes: Changes): Promise<void> {
  const problems: Record<string, string[]> = {}
  for (const key of SETTING_KEYS) {
    const change = changes[key]
    const problem = change && (await problemOf(key, change.to))
    if (problem) problems[key] = [problem]
  }
  if (Object.keys(problems).length > 0) throw new InvalidInput(problems)
}

async function problemOf(key: SettingKey, value: string): Promise<string | null> {
  if (settingSource(key) === 'environment') return t('It is set in the environment of the server.')
  const { problemOf: wrong } = settingDefinition(key)
  return wrong?.(value) ?? whySettingIsLocked(key)
}

async function keep({ trx }: UnitOfWork, key: string, value: string): Promise<void> {
  const changed = await trx.from('settings').where('key', key).update({ value })
  if (Number([changed].flat()[0]) > 0) return
  // On MySQL a row that stays as it is counts as not changed.
  if (await trx.from('settings').where('key', key).first()) return
  await trx.table('settings').insert({ key, value })
}
