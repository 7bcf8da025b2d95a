import type { HttpContext } from '@adonisjs/core/http'
import { can, type Area } from '#core/access'
import { translatable } from '#core/i18n'

const COOKIE = 'bincard-item-section'

/** The sections of an item's page; each but the first is a page of its own at /items/:id/KEY. */
const SECTIONS = [
  { key: 'stock', label: translatable('Stock and movements'), area: 'stock' },
  { key: 'history', label: translatable('Prices and sales'), area: 'stock' },
  { key: 'suppliers', label: translatable('Suppliers'), area: 'stock' },
  { key: 'attachments', label: translatable('Attachments'), area: 'part' },
  { key: 'related', label: translatable('Related'), area: 'part' },
  { key: 'changes', label: translatable('Changes'), area: 'part' },
] as const satisfies readonly { key: string; label: string; area: Area }[]

/** The sections this user may see, and the one to show: what was asked for, else the last one. */
export function chooseSection(ctx: HttpContext) {
  const sections = SECTIONS.filter(({ area }) => can(ctx.actor, area, 'view'))
  const known = (key: unknown) => sections.find((one) => one.key === key)?.key
  const asked = known(ctx.request.qs().section)
  if (asked) {
    ctx.response.plainCookie(COOKIE, asked, { encode: false, maxAge: '365d', sameSite: 'lax' })
  }
  const last = known(ctx.request.plainCookie(COOKIE, { encoded: false }))
  return { sections, section: asked ?? last ?? sections[0].key }
}
