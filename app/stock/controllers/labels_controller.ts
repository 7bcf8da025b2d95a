import type { HttpContext } from '@adonisjs/core/http'
import { keepLabelChoices } from '#stock/actions/keep_label_choices'
import { choicesOf, MOST_PREVIEWED, preview, renderLabels } from '#stock/controllers/labels_page'
import { chooseSubjects, repeatLabels } from '#stock/labels/choose_labels'
import { writeLabelPdf } from '#stock/labels/write_pdf'
import { checkChoices, readChosen } from '#stock/validators/label_form'

/** Labels of items, lots and places as PDF. */
export default class LabelsController {
  /** GET with the ids or a list in the address; POST for more ids than an address can hold. */
  async show(ctx: HttpContext) {
    return renderLabels(ctx, readChosen(ctx.request.all()))
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
