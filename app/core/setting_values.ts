import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { selectRows } from '#core/sql'
import { settingDefinition, SETTING_KEYS, type SettingKey } from '#core/settings'

/** What the table `settings` holds, as this process last read it. */
let stored: ReadonlyMap<string, string> = new Map()

/** Where a value comes from: an environment variable, the settings page, or nobody chose one. */
export type SettingSource = 'environment' | 'page' | 'default'

/** The value that holds now. What the operator sets in the environment comes before what the page says. */
export function setting(key: SettingKey): string {
  return settingSource(key) === 'page' ? (stored.get(key) ?? '') : settingDefinition(key).fallback
}

export function settingSource(key: SettingKey): SettingSource {
  const { variable } = settingDefinition(key)
  if (variable && env.given[variable]) return 'environment'
  return stored.has(key) ? 'page' : 'default'
}

export function isSettingOn(key: SettingKey): boolean {
  return setting(key) === 'true'
}

export function numberSetting(key: SettingKey): number {
  return Number(setting(key))
}

/** Reads what is stored; call after a change, and now and then where other processes make changes. */
export async function refreshSettings(): Promise<void> {
  const rows = await selectRows<{ key: string; value: string }>(
    db.connection(),
    'SELECT * FROM settings'
  )
  stored = new Map(
    rows.filter(({ key, value }) => canUse(key, value)).map(({ key, value }) => [key, value])
  )
}

/** A value that an older or newer version left there, and that cannot be used, counts as none. */
function canUse(key: string, value: string): boolean {
  const known = SETTING_KEYS.find((one) => one === key)
  return known !== undefined && !settingDefinition(known).problemOf?.(value)
}

type WhyLocked = () => Promise<string | null>
const locks = new Map<SettingKey, WhyLocked>()

/** Lets a module keep a setting from being changed while its data depends on it; gives the reason or null. */
export function lockSetting(key: SettingKey, whyLocked: WhyLocked): void {
  locks.set(key, whyLocked)
}

export async function whySettingIsLocked(key: SettingKey): Promise<string | null> {
  return (await locks.get(key)?.()) ?? null
}
