import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { keepLabelChoices } from '#stock/actions/keep_label_choices'
import { chooseSubjects, contentOf, repeatLabels } from '#stock/labels/choose_labels'
import { drawLabel, drawSheet } from '#stock/labels/draw_svg'
import { LAYOUTS, OWN_ROLL, OWN_SHEET } from '#stock/labels/layout'
import { writeLabelPdf } from '#stock/labels/write_pdf'
import { readLabelChoices } from '#stock/queries/read_label_choices'
import type { LabelSubject } from '#stock/queries/read_label_subjects'
import {
  checkChoices,
  FIRST_CHOICES,
  readChoices,
  readChosen,
  type LabelChoices,
} from '#stock/validators/label_form'

const MOST_NAMED = 8
const MOST_PREVIEWED = 60

/** Labels of items, lots and places as PDF. */
export default class LabelsController {
  /** GET with the ids or a list in the address; POST for more ids than an address can hold. */
  async show(ctx: HttpContext) {
    const chosen = readChosen(ctx.request.all())
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

  async preview(ctx: HttpContext) {
    const choices = await choicesOf(ctx)
    const chosen = readChosen(ctx.request.body())
    const { subjects } = await chooseSubjects(chosen, ctx.actor, MOST_PREVIEWED)
    return ctx.view.render('pages/labels/preview', preview(ctx, subjects, choices))
  }

  async print(ctx: HttpContext) {
    const { request, response, actor } = ctx
    const choices = await choicesOf(ctx)
    const { layout, copies, skipped } = checkChoices(choices, request.input('start'))
    const { subjects } = await chooseSubjects(readChosen(request.body()), actor)
    const labels = repeatLabels(subjects, copies, choices)
    await keepLabelChoices(actor.id, choices)
    response.header('content-type', 'application/pdf')
    response.header('content-disposition', 'inline; filename="labels.pdf"')
    response.header('cache-control', 'no-store')
    response.stream(writeLabelPdf({ layout: layout.layout, labels, skipped }))
  }
}

async function choicesOf({ request, actor }: HttpContext): Promise<LabelChoices> {
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
function preview(
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
