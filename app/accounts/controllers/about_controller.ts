import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { formatCount, formatDecimalText } from '#core/local_format'
import { t } from '#core/i18n'
import { productVersion, readSystem, type SystemFacts } from '#accounts/queries/read_system'
import { listLicences, ownLicence } from '#accounts/queries/list_licences'

/** What Bincard is, and for administrators what it runs on. */
export default class AboutController {
  async show({ view, actor }: HttpContext) {
    const mayAdminister = can(actor, 'admin', 'view')
    const system = mayAdminister ? await readSystem() : null
    return view.render('pages/accounts/about', {
      version: productVersion(),
      facts: system && toFacts(system),
      supportText: system && toSupportText(system),
      licence: ownLicence(),
      packageCount: listLicences().length,
    })
  }
}

function toFacts(system: SystemFacts) {
  return [
    { label: t('Version'), value: system.version },
    { label: t('Commit'), value: system.commit ?? t('not known') },
    { label: t('API version'), value: String(system.apiVersion) },
    { label: t('Node.js'), value: system.node },
    { label: t('Database'), value: system.database },
    { label: t('Size of the database'), value: sizeText(system.databaseBytes) },
    { label: t('Data folder'), value: system.dataFolder, isCode: true },
    { label: t('Operating system'), value: system.system },
    { label: t('Runs as'), value: system.role },
    { label: t('Running for'), value: uptimeText(system.uptimeSeconds) },
  ]
}

const MEGABYTE = 1_000_000

function sizeText(bytes: number): string {
  const tenths = Math.round((bytes / MEGABYTE) * 10)
  return t('{size} MB', { size: formatDecimalText((tenths / 10).toFixed(1)) })
}

function uptimeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days > 0) return t('{days} d {hours} h', { days: formatCount(days), hours })
  return hours > 0
    ? t('{hours} h {minutes} min', { hours, minutes: minutes % 60 })
    : t('{minutes} min', { minutes })
}

/** For those who help: in English, and with nothing of the business in it. */
function toSupportText(system: SystemFacts): string {
  return [
    `Bincard ${system.version}${system.commit ? ` (${system.commit})` : ''}`,
    `API ${system.apiVersion}`,
    `Node.js ${system.node} on ${system.system}`,
    `${system.database}, ${(system.databaseBytes / MEGABYTE).toFixed(1)} MB`,
    `Role ${system.role}, up ${system.uptimeSeconds} s`,
  ].join('\n')
}
