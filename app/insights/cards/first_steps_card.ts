import { translatable } from '#core/i18n'
import type { CardDefinition } from '#insights/cards/card'
import { hasSales, readFirstSteps } from '#insights/queries/read_first_steps'

export const firstStepsCard: CardDefinition = {
  key: 'first_steps',
  title: translatable('First steps'),
  description: translatable('From an empty shop to the first sale, step by step.'),
  icon: 'list-check',
  needs: [['stock', 'view']],
  size: 'full',
  isAlwaysFull: true,
  isShown: true,
  isOver: hasSales,
  load: ({ actor }) => readFirstSteps(actor),
}
