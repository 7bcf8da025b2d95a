/** Where the session keeps a code that was scanned for a new item, until it is linked. */
export const SCANNED_CODE = 'scanned_code'
