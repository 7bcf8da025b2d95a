import { can, type Actor } from '#core/access'
import { t } from '#core/i18n'
import { setting, settingSource, whySettingIsLocked } from '#core/setting_values'
import { settingDefinition } from '#core/settings'
import { suggestReference } from '#accounts/references'
import { hasPostings } from '#insights/queries/has_postings'
import { readFirstSteps, readStepChoices } from '#insights/queries/read_first_steps'

/** What the guide of a new shop shows: its steps, and what their forms need. */
export async function loadFirstStepsView(actor: Actor) {
  const guide = await readFirstSteps(actor)
  return {
    ...guide,
    steps: guide.steps.map((step) => ({ ...step, template: `pages/insights/steps/${step.key}` })),
    choices: await readStepChoices(),
    company: await readCompanyFields(),
    sku: await suggestReference('sku'),
    mayLoadDemo: can(actor, 'admin', 'change') && !(await hasPostings()),
  }
}

/** What can be said of the company, each with whether it can still be changed. */
async function readCompanyFields() {
  const keys = ['company_name', 'company_currency', 'company_time_zone'] as const
  const fields = []
  for (const key of keys) {
    const isFixed = settingSource(key) === 'environment' || (await whySettingIsLocked(key)) !== null
    const { label, choices } = settingDefinition(key)
    fields.push({ key, label: t(label), value: setting(key), choices: choices?.(), isFixed })
  }
  return fields
}
