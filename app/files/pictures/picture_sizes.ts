/** The longest side, in pixels, of each file that is made of a picture. */
export const PICTURE_SIZES = [64, 256, 1024] as const
export type PictureSize = (typeof PICTURE_SIZES)[number]

export const LARGEST_PICTURE: PictureSize = 1024

export function pictureFile(key: string, size: PictureSize): string {
  return `${key}-${size}.webp`
}

/** The address of a picture of which the largest one's is known, in another size; null without one. */
export function pictureUrl(largest: unknown, size: PictureSize): string | null {
  if (typeof largest !== 'string' || largest === '') return null
  return largest.replace(/-\d+\.webp$/, `-${size}.webp`)
}
