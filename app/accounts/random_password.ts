import { randomInt } from 'node:crypto'

/** Without the letters that are mistaken for others when a password is copied from paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password for somebody who has none yet: three groups of four, as "hv84-nrb6-b2pn". */
export function randomPassword(): string {
  const letters = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)])
  return (letters.join('').match(/.{4}/g) ?? []).join('-')
}
