const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
}

/**
 * HTML attributes as text to put into a tag: null, undefined and false are left out, true is a bare name.
 * Edge's own `html.attrs` leaves `value` unescaped and drops 0 and names that it does not know.
 */
export function htmlAttributes(values: Record<string, unknown>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([name, value]) => (value === true ? name : `${name}="${escapeHtml(String(value))}"`))
    .join(' ')
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&"'<>]/g, (character) => ESCAPES[character])
}
