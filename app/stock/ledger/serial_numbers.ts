const LARGEST_GROUP = 1000

/** What is wrong with a text of serial numbers, for the client. */
export class SerialNumbersError extends Error {}

/**
 * Reads InvenTree's serial number texts: "1,2,5", "10-15" (both ends), "100+5" (that one and five more).
 * Throws {@link SerialNumbersError} for an unreadable group, a repetition, or more than 1000 in all.
 */
export function parseSerialNumbers(text: string): string[] {
  const groups = text.split(/[,\s]+/).filter(Boolean)
  const serials = groups.flatMap(expandGroup)
  if (serials.length > LARGEST_GROUP) {
    throw new SerialNumbersError(`More than ${LARGEST_GROUP} serial numbers at once`)
  }
  const repeated = serials.find((serial, index) => serials.indexOf(serial) !== index)
  if (repeated !== undefined) throw new SerialNumbersError(`Duplicate serial: ${repeated}`)
  return serials
}

function expandGroup(group: string): string[] {
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(group)
  if (range) return count(Number(range[1]), Number(range[2]) - Number(range[1]), group)
  const more = /^(\d{1,15})\+(\d{1,4})$/.exec(group)
  if (more) return count(Number(more[1]), Number(more[2]), group)
  return [group]
}

function count(first: number, further: number, group: string): string[] {
  if (further < 0 || further >= LARGEST_GROUP) {
    throw new SerialNumbersError(`Invalid group range: ${group}`)
  }
  return Array.from({ length: further + 1 }, (_, step) => String(first + step))
}
