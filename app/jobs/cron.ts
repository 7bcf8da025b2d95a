import { CronExpressionParser } from 'cron-parser'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { companyTimeZone } from '#core/time'

function parse(cron: string, moment: Date) {
  return CronExpressionParser.parse(cron, { tz: companyTimeZone(), currentDate: moment })
}

/** The last moment before `moment` at which the expression falls, in the company's time zone. */
export function previousOccurrence(cron: string, moment: Date): Date {
  // The parser looks for what lies before: the moment itself is one of those that have come.
  return parse(cron, new Date(moment.getTime() + 1))
    .prev()
    .toDate()
}

/** The next `count` moments after `moment`. */
export function nextOccurrences(cron: string, moment: Date, count: number): Date[] {
  const expression = parse(cron, moment)
  return Array.from({ length: count }, () => expression.next().toDate())
}

/** The expression in its plain form. Throws InvalidInput for `cron` when it is none of five fields. */
export function checkCron(text: string): string {
  const cron = text.trim().split(/\s+/).join(' ')
  try {
    if (cron.split(' ').length !== 5) throw new Error(t('there are not five fields'))
    parse(cron, new Date()).next()
    return cron
  } catch (error) {
    throw new InvalidInput({
      cron: [
        t(
          '"{cron}" cannot be used: {reason}. Give minute, hour, day of month, month and weekday, such as "10 3 * * *" for every night at 03:10.',
          { cron, reason: error instanceof Error ? error.message : String(error) }
        ),
      ],
    })
  }
}
