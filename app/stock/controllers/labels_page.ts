import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { chooseSubjects, contentOf, repeatLabels } from '#stock/labels/choose_labels'
import { drawLabel, drawSheet } from '#stock/labels/draw_svg'
import { LAYOUTS, OWN_ROLL, OWN_SHEET } from '#stock/labels/layout'
import { readLabelChoices } from '#stock/queries/read_label_choices'
import type { LabelSubject } from '#stock/queries/read_label_subjects'
import {
  checkChoices,
  FIRST_CHOICES,
  readChoices,
  type ChosenSubjects,
  type LabelChoices,
} from '#stock/validators/label_form'

const MOST_NAMED = 8
export const MOST_PREVIEWED = 60

/** The page that prints labels of what was chosen. */
export async function renderLabels(ctx: HttpContext, chosen: ChosenSubjects): Promise<string> {
  const choices = await choicesOf(ctx)
  const { subjects, total } = await chooseSubjects(chosen, ctx.actor, MOST_PREVIEWED)
  return ctx.view.render('pages/labels/show', {
    chosen,
    choices,
    total,
    named: subjects.slice(0, MOST_NAMED),
    hasItems: subjects.some(({ model }) => model === 'part'),
    layouts: layoutChoices(),
    own: { roll: OWN_ROLL, sheet: OWN_SHEET },
    ...preview(ctx, subjects, choices),
  })
}

/** How the user prints: as the form says, else as the last time. */
export async function choicesOf({ request, actor }: HttpContext): Promise<LabelChoices> {
  const kept = await readLabelChoices(actor.id)
  return readChoices(request.body(), { ...FIRST_CHOICES, ...kept })
}

function layoutChoices() {
  return {
    rolls: [
      ...LAYOUTS.filter(({ isSheet }) => !isSheet).map(({ key, label }) => ({ key, label })),
      { key: OWN_ROLL, label: t('Own size') },
    ],
    sheets: [
      ...LAYOUTS.filter(({ isSheet }) => isSheet).map(({ key, label }) => ({
        key,
        label: t(label),
      })),
      { key: OWN_SHEET, label: t('Own sheet') },
    ],
  }
}

/** What the page shows of the print: the first label, and of a sheet where each one lies. */
export function preview(
  { request }: HttpContext,
  subjects: readonly LabelSubject[],
  choices: LabelChoices
) {
  try {
    const { layout, copies, skipped } = checkChoices(choices, request.input('start'))
    const labels = repeatLabels(
      subjects.map(fewer),
      copies && Math.min(copies, MOST_PREVIEWED),
      choices
    )
    const label = drawLabel(layout.layout, contentOf(subjects[0], choices.parts))
    const { width, height, pageWidth, pageHeight } = layout.layout
    const sheet = layout.isSheet ? drawSheet(layout.layout, labels, skipped) : ''
    return { problems: [], label, sheet, size: { width, height, pageWidth, pageHeight } }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return { problems: Object.values(error.fields).flat(), label: '', sheet: '', size: null }
  }
}

/** A sheet is shown, however many there are on hand. */
function fewer(subject: LabelSubject): LabelSubject {
  return { ...subject, onHand: Math.min(subject.onHand, MOST_PREVIEWED) }
}
