import { IANAZone } from 'luxon'
import env from '#start/env'
import { isLocale, LOCALE_CODES, LOCALES, t, translatable } from '#core/i18n'
import { problemOfPattern } from '#core/reference_pattern'

export const SETTING_GROUPS = {
  company: translatable('Company'),
  region: translatable('Language and region'),
  numbering: translatable('Numbering'),
  stock: translatable('Stock'),
  lists: translatable('Lists'),
} as const

export interface SettingChoice {
  value: string
  label: string
  /** A label that is a name and needs no translation. */
  isName?: boolean
}

export interface SettingDefinition {
  group: keyof typeof SETTING_GROUPS
  /** How it is asked for; every value is kept as text. */
  kind: 'text' | 'long_text' | 'choice' | 'number' | 'yes_no' | 'pattern'
  label: string
  help?: string
  fallback: string
  /** While the operator sets this variable, its value holds and the page cannot change it. */
  variable?: keyof typeof env.given
  choices?: () => SettingChoice[]
  /** What is wrong with a value, in words; null when it can be kept. */
  problemOf?: (value: string) => string | null
}

const FIRST_DAYS: SettingChoice[] = [
  { value: '1', label: translatable('Monday') },
  { value: '7', label: translatable('Sunday') },
  { value: '6', label: translatable('Saturday') },
]

function wholeNumber(least: number, most: number) {
  return (value: string) =>
    /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? null
      : t('Must be a whole number from {least} to {most}.', { least, most })
}

/** Every setting that can be changed on the page: what it is called, what it can be, what it is at first. */
export const SETTINGS = {
  company_name: {
    group: 'company',
    kind: 'text',
    label: translatable('Name'),
    help: translatable('Stands on the sign-in page, in the navigation and on what is printed.'),
    fallback: env.companyName,
    variable: 'COMPANY_NAME',
    problemOf: (value) =>
      value === '' || value.length > 100 ? t('Use 1 to 100 characters.') : null,
  },
  company_address: {
    group: 'company',
    kind: 'long_text',
    label: translatable('Address'),
    help: translatable('Stands below the name on what is printed.'),
    fallback: '',
    problemOf: (value) => (value.length > 500 ? t('Use at most 500 characters.') : null),
  },
  company_currency: {
    group: 'region',
    kind: 'choice',
    label: translatable('Currency'),
    help: translatable('All amounts are in it.'),
    fallback: env.companyCurrency,
    variable: 'COMPANY_CURRENCY',
    choices: () => currencyChoices(),
    problemOf: (value) =>
      /^[A-Z]{3}$/.test(value) ? null : t('Must be a code of three letters, as EUR.'),
  },
  company_time_zone: {
    group: 'region',
    kind: 'choice',
    label: translatable('Time zone'),
    help: translatable('A day begins and ends at midnight here.'),
    fallback: env.companyTimeZone,
    variable: 'COMPANY_TIMEZONE',
    choices: () => namesAsChoices(timeZones()),
    problemOf: (value) => (IANAZone.isValidZone(value) ? null : t('This is no time zone.')),
  },
  default_language: {
    group: 'region',
    kind: 'choice',
    label: translatable('Language'),
    help: translatable('For whoever has not chosen one of their own.'),
    fallback: '',
    choices: () => [
      { value: '', label: translatable('As the browser asks') },
      ...LOCALE_CODES.map((code) => ({ value: code, label: LOCALES[code].name, isName: true })),
    ],
    problemOf: (value) => (value === '' || isLocale(value) ? null : t('Choose one of the list.')),
  },
  first_weekday: {
    group: 'region',
    kind: 'choice',
    label: translatable('First day of the week'),
    fallback: '1',
    choices: () => FIRST_DAYS,
    problemOf: (value) =>
      FIRST_DAYS.some((day) => day.value === value) ? null : t('Choose one of the list.'),
  },
  sku_pattern: pattern('SKU-{####}', translatable('SKU of new items')),
  batch_pattern: pattern('B{yyyy}{mm}-{###}', translatable('Batch code of stock that comes in')),
  purchase_order_pattern: pattern('PO-{####}', translatable('Purchase orders')),
  sales_order_pattern: pattern('SO-{####}', translatable('Sales orders')),
  sell_below_cost: {
    group: 'stock',
    kind: 'yes_no',
    label: translatable('Sales below cost are allowed'),
    help: translatable('When not, a sale that would earn less than its goods cost is refused.'),
    fallback: 'true',
  },
  expiring_days: {
    group: 'stock',
    kind: 'number',
    label: translatable('Days before expiry that stock counts as expiring'),
    fallback: '30',
    problemOf: wholeNumber(1, 3650),
  },
  slow_days: {
    group: 'stock',
    kind: 'number',
    label: translatable('Days without a sale after which an item counts as slow'),
    fallback: '90',
    problemOf: wholeNumber(7, 3650),
  },
  rows_a_page: {
    group: 'lists',
    kind: 'choice',
    label: translatable('Rows a page'),
    fallback: '25',
    choices: () => namesAsChoices(['25', '50', '100']),
    problemOf: (value) =>
      ['25', '50', '100'].includes(value) ? null : t('Choose one of the list.'),
  },
} as const satisfies Record<string, SettingDefinition>

export type SettingKey = keyof typeof SETTINGS
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

export function settingDefinition(key: SettingKey): SettingDefinition {
  return SETTINGS[key]
}

function pattern(fallback: string, label: string): SettingDefinition {
  return { group: 'numbering', kind: 'pattern', label, fallback, problemOf: problemOfPattern }
}

/** UTC is not always among those that the runtime lists, but a server often runs in it. */
function timeZones(): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
}

function namesAsChoices(names: readonly string[]): SettingChoice[] {
  return names.map((name) => ({ value: name, label: name, isName: true }))
}

function currencyChoices(): SettingChoice[] {
  return namesAsChoices(Intl.supportedValuesOf('currency'))
}
