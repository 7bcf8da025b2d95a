const LONGEST_NAME = 200
const LONGEST_ENDING = 20

/**
 * The name of an uploaded file as it is shown and downloaded: without folders and signs that cannot be
 * seen, not longer than 200 characters, and with its ending. It never becomes part of a path.
 */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\uFFFD<>"|?*:]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
  return plain === '' ? 'file' : shortened(plain)
}

function shortened(name: string): string {
  const letters = Array.from(name)
  if (letters.length <= LONGEST_NAME) return name
  const dot = letters.lastIndexOf('.')
  const ending = dot > 0 && letters.length - dot <= LONGEST_ENDING ? letters.slice(dot) : []
  const kept = letters.slice(0, LONGEST_NAME - ending.length)
  return [...kept, ...ending].join('')
}
