const LONGEST_KEY = 700
/** No empty part, none that is "." or ".." or begins with a dot, nothing but plain letters. */
const KEY = /^[\w=@+-][\w=@+.-]*(?:\/[\w=@+-][\w=@+.-]*)*$/

/** Whether a file can lie under this key: keys are made by the product, never by a visitor. */
export function isKey(key: string): boolean {
  return key.length <= LONGEST_KEY && KEY.test(key)
}

/** Throws for a key that a slip made: nothing is written outside its store. */
export function checkKey(key: string): void {
  if (!isKey(key)) throw new TypeError(`"${key.slice(0, 100)}" is no key of a stored file`)
}
