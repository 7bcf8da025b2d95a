import { t } from '#core/i18n'
import { formatReference } from '#core/reference_pattern'
import {
  setting,
  settingSource,
  whySettingIsLocked,
  type SettingSource,
} from '#core/setting_values'
import {
  SETTING_GROUPS,
  SETTING_KEYS,
  settingDefinition,
  type SettingDefinition,
  type SettingKey,
} from '#core/settings'
import { today } from '#core/time'

/** Everything the settings page shows: by group, with values, where they come from and why some are fixed. */
export async function readSettingsPage() {
  const groups = []
  for (const [key, label] of Object.entries(SETTING_GROUPS)) {
    const keys = SETTING_KEYS.filter((one) => settingDefinition(one).group === key)
    const fields = []
    for (const one of keys) fields.push(await readField(one))
    groups.push({ key, label: t(label), fields })
  }
  return groups
}

async function readField(key: SettingKey) {
  const definition = settingDefinition(key)
  const source = settingSource(key)
  const locked = source === 'environment' ? null : await whySettingIsLocked(key)
  const value = setting(key)
  const origin = sourceText(source, definition)
  const help = definition.kind !== 'pattern' && definition.help ? t(definition.help) : ''
  return {
    key,
    kind: definition.kind,
    label: t(definition.label),
    help: [help, origin].filter(Boolean).join(' '),
    value,
    shown: shownValue(definition, value),
    choices: choicesOf(definition, value),
    isFixed: source === 'environment' || locked !== null,
    locked,
    origin,
    sample: definition.kind === 'pattern' ? formatReference(value, 1, today()) : undefined,
  }
}

/** A value of another version, or of the operator, that is not in the list is one of the choices too. */
function choicesOf({ choices }: SettingDefinition, value: string) {
  const known = choices?.().map((one) => ({ ...one, label: one.isName ? one.label : t(one.label) }))
  if (!known || known.some((one) => one.value === value)) return known ?? []
  return [{ value, label: value }, ...known]
}

function shownValue({ kind, choices }: SettingDefinition, value: string): string {
  if (kind === 'yes_no') return value === 'true' ? t('Yes') : t('No')
  const chosen = choices?.().find((one) => one.value === value)
  return chosen && !chosen.isName ? t(chosen.label) : value
}

function sourceText(source: SettingSource, { variable }: SettingDefinition): string {
  if (source === 'environment' && variable) {
    return t('Set by {variable} in the environment.', { variable })
  }
  return source === 'page' ? t('Set here.') : ''
}
