import { t, translatable } from '#core/i18n'
import { numberSetting } from '#core/setting_values'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition, CardSize } from '#insights/cards/card'
import { percent } from '#insights/cards/change_text'
import { drawColumns, salesSeries } from '#insights/charts/dashboard_charts'
import { weekdayNames } from '#insights/day_text'
import { sumByHour } from '#insights/queries/sum_by_hour'

const { cents } = viewHelpers

/** More would keep others waiting; the busy hours of a quarter are those of a year. */
const MOST_DAYS = 92

export const hoursCard: CardDefinition = {
  key: 'hours',
  title: translatable('Sales by hour and weekday'),
  description: translatable('When customers buy: by hour of the day and by day of the week.'),
  icon: 'clock-hour-4',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: false,
  hasChart: true,
  async load(context, size) {
    const all = await context.days()
    const days = all.slice(-MOST_DAYS)
    const { byHour, byWeekday } = await sumByHour(context.client, days)
    const isEmpty = byWeekday.every((revenue) => revenue === 0n)
    const weekdays = inWeekOrder(
      weekdayNames().map((label, index) => ({ label, revenue: byWeekday[index] }))
    )
    const hours = withoutQuietEnds(
      byHour.map((revenue, hour) => ({ label: `${String(hour).padStart(2, '0')}:00`, revenue }))
    )
    return {
      isEmpty,
      isShortened: all.length > days.length,
      days: MOST_DAYS,
      groups: [
        { name: t('Hour'), rows: toRows(hours), chart: isEmpty ? null : await draw(hours, size) },
        {
          name: t('Weekday'),
          rows: toRows(weekdays),
          chart: isEmpty ? null : await draw(weekdays, size),
        },
      ],
    }
  },
}

interface Slot {
  label: string
  revenue: bigint
}

function inWeekOrder(slots: Slot[]): Slot[] {
  const first = numberSetting('first_weekday') - 1
  return [...slots.slice(first), ...slots.slice(0, first)]
}

/** The hours in which the shop is open. */
function withoutQuietEnds(slots: Slot[]): Slot[] {
  const first = slots.findIndex(({ revenue }) => revenue !== 0n)
  const last = slots.findLastIndex(({ revenue }) => revenue !== 0n)
  return first === -1 ? [] : slots.slice(first, last + 1)
}

function draw(slots: Slot[], size: CardSize) {
  return drawColumns({
    size,
    labels: slots.map(({ label }) => label),
    series: [salesSeries(slots.map(({ revenue }) => revenue))],
    targets: slots.map(({ label, revenue }) => ({ title: `${label}\n${cents(revenue)}` })),
  })
}

function toRows(slots: Slot[]) {
  const total = slots.reduce((sum, { revenue }) => sum + revenue, 0n)
  return slots.map(({ label, revenue }) => ({
    label,
    sales: cents(revenue),
    share: percent(revenue, total),
  }))
}
