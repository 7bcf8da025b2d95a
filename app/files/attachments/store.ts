import { randomBytes } from 'node:crypto'
import { mediaStore } from '#files/stores'

/** Where attachments lie: each content in a folder of its own, under a name that says nothing. */
export const ATTACHMENTS_FOLDER = 'attachments'

export const SIZES = [64, 256, 1024] as const
export const FORMATS = ['avif', 'webp'] as const
export type SizeFormat = (typeof FORMATS)[number]

/** The folder of a new file. It is never used again: what is removed late cannot hit a newer file. */
export function newFolder(): string {
  const name = randomBytes(16).toString('hex')
  return `${ATTACHMENTS_FOLDER}/${name.slice(0, 2)}/${name}`
}

export function originalKey(folder: string): string {
  return `${folder}/original`
}

export function sizeKey(folder: string, size: number, format: SizeFormat): string {
  return `${folder}/${size}.${format}`
}

/** Removes a file and the sizes made of it. */
export async function removeFiles(folder: string): Promise<void> {
  const sizes = SIZES.flatMap((size) => FORMATS.map((format) => sizeKey(folder, size, format)))
  await mediaStore.remove([originalKey(folder), ...sizes])
}
