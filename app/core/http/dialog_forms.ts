import type { HttpContext } from '@adonisjs/core/http'
import type { InvalidInput } from '#core/exceptions'
import { fieldState } from '#core/field_state'
import { refusedForm } from '#core/http/page_middleware'

const DEPTH = /^[1-9]$/

/**
 * A picker opens the form of what it lacks in a dialog: `?dialog=1`, 2 for one opened from that dialog.
 * The same routes answer with the bare form then.
 */
export function isDialog({ request }: HttpContext): boolean {
  return Boolean(request.header('hx-request')) && DEPTH.test(String(request.input('dialog')))
}

/** Draws a form for the dialog; its ids differ from those of the form that lies under it. */
export function renderDialog(ctx: HttpContext, page: string, values: object): Promise<string> {
  const depth = String(ctx.request.input('dialog'))
  ctx.view.share({
    depth,
    fieldState: (...[props, errorOf, oldOf]: Parameters<typeof fieldState>) =>
      fieldState({ ...props, id: `dialog${depth}-${String(props.name)}` }, errorOf, oldOf),
  })
  return ctx.view.render(page, values)
}

/** Lets the dialog's form show what was wrong with it and what was typed. */
export function refuseInDialog(ctx: HttpContext, error: InvalidInput): void {
  ctx.view.share(refusedForm(error.fields, ctx.request.body()))
}

/** Tells the dialog what was made; it closes, and the field that asked chooses it. */
export function answerCreated({ response }: HttpContext, made: { id: number; text: string }): void {
  response.header('HX-Trigger', asciiJson({ created: made }))
  response.status(204).send(null)
}

/** A header takes no letters beyond ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007F-\uFFFF]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
