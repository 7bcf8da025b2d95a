import { can, type Actor } from '#core/access'
import { t } from '#core/i18n'
import { CardContext } from '#insights/cards/card_context'
import type { CardDefinition, CardPlace } from '#insights/cards/card'
import { visibleLayout } from '#insights/cards/layout'
import { findCard } from '#insights/cards/registry'
import type { DashboardRequest } from '#insights/controllers/dashboard_request'
import { rangeText } from '#insights/day_text'
import { PRESETS, type ChosenRange } from '#insights/day_range'
import { readLayout } from '#insights/queries/read_layout'

/** What the page shows: the user's cards in their order, each with its figures. */
export async function loadDashboardView(actor: Actor, request: DashboardRequest) {
  const { places, isOwn } = await readLayout(actor.id)
  const mine = await withoutOver(visibleLayout(places, actor))
  const context = new CardContext(actor, request.range, request.ranking)
  const shown = mine.filter(({ isShown }) => isShown)
  const cards = []
  for (const [index, place] of shown.entries()) {
    cards.push({
      ...(await loadCard(context, place)),
      isFirst: index === 0,
      isLast: index === shown.length - 1,
    })
  }
  return {
    cards,
    hidden: mine.filter(({ isShown }) => !isShown).map(({ key }) => describe(cardOf(key))),
    rangeText: rangeText(request.range),
    range: request.range,
    query: request.query,
    isArranging: request.isArranging,
    isOwn,
    mayPublish: can(actor, 'admin', 'change'),
  }
}

async function withoutOver(places: CardPlace[]): Promise<CardPlace[]> {
  const still = []
  for (const place of places) {
    if (!(await cardOf(place.key).isOver?.())) still.push(place)
  }
  return still
}

/** Whether the first steps are still to be shown to the user. */
export async function isGuideShown(actor: Actor): Promise<boolean> {
  const { places } = await readLayout(actor.id)
  return places.some(({ key, isShown }) => key === 'first_steps' && isShown)
}

async function loadCard(context: CardContext, { key, size }: CardPlace) {
  const card = cardOf(key)
  const shownSize = card.isAlwaysFull ? 'full' : size
  return {
    ...describe(card),
    size: shownSize,
    isAlwaysFull: card.isAlwaysFull ?? false,
    hasChart: card.hasChart ?? false,
    template: `pages/insights/cards/${key}`,
    data: await card.load(context, shownSize),
  }
}

function cardOf(key: string): CardDefinition {
  const card = findCard(key)
  if (!card) throw new Error(`There is no card "${key}"`)
  return card
}

function describe({ key, title, description, icon }: CardDefinition) {
  return {
    key,
    id: `card-${key.replaceAll('_', '-')}`,
    title: t(title),
    description: t(description),
    icon,
  }
}

/** The links of the range selector. */
export function presetLinks(chosen: ChosenRange) {
  return Object.entries(PRESETS).map(([key, { label }]) => ({
    label: t(label),
    href: `/?range=${key}`,
    isCurrent: chosen.preset === key,
  }))
}
