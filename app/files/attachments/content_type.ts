import { fileTypeFromBuffer } from 'file-type'

/** How much of the beginning of a file tells what it is. */
export const HEAD_BYTES = 65_536

const PICTURES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/** What a file is by its content; its name may say anything. */
export async function contentTypeOf(head: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(head)
  // "application/x-ms-regedit; charset=…" and the like: only the plain type counts.
  if (found) return found.mime.split(';', 1)[0].slice(0, 100)
  return isText(head) ? 'text/plain' : 'application/octet-stream'
}

/** Pictures that every browser shows and that sizes are made of. SVG, which can carry scripts, is none. */
export function isPicture(contentType: string): boolean {
  return PICTURES.has(contentType)
}

function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false
  try {
    // The head may end within a letter.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
