import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Among the messages: they were left by a script's request, so its next request may show them. */
const FOR_PART = 'isForPart'

/**
 * The session lives in a cookie, so the answer that comes last decides what is in it. What a page fetches by
 * itself (its parts, its live stream) may be answered between a form and the page that the form leads to: it
 * leaves the session as it is, or the message for that page, or a secret that is shown once, would be lost.
 */
export default class PartSessionMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    if (isByScript(ctx)) leaveAsItIs(ctx)
    return next()
  }
}

function leaveAsItIs({ session }: HttpContext): void {
  const before = JSON.stringify(session.all())
  const isForUs = session.flashMessages.has(FOR_PART)
  const commit = session.commit.bind(session)
  const isChanged = () =>
    session.fresh || session.hasRegeneratedSession || JSON.stringify(session.all()) !== before
  session.commit = async () => {
    const leaves = !session.responseFlashMessages.isEmpty
    if (!leaves && !isForUs && !isChanged()) return
    if (leaves) session.flash(FOR_PART, true)
    else if (!isForUs) keepMessages(session)
    return commit()
  }
}

function keepMessages(session: HttpContext['session']): void {
  if (!session.flashMessages.isEmpty) session.reflash()
}

/** Whoever opens a page or sends its form asks for HTML, and not by htmx. */
function isByScript({ request }: HttpContext): boolean {
  return (
    request.header('hx-request') !== undefined || !request.header('accept')?.includes('text/html')
  )
}
