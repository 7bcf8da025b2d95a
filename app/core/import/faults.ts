import { InvalidInput } from '#core/exceptions'

/** Why a file cannot be imported at all; said beside the field of the file. */
export function unusableFile(message: string): InvalidInput {
  return InvalidInput.field('file', message)
}

export const LARGEST_FILE = 50 * 1024 * 1024
export const MOST_ROWS = 200_000
export const MOST_COLUMNS = 200
export const LONGEST_CELL = 32_767
