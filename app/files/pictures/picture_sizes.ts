/** The longest side, in pixels, of each file that is made of a picture. */
export const PICTURE_SIZES = [64, 256, 1024] as const
export type PictureSize = (typeof PICTURE_SIZES)[number]

/** What a size is encoded as, the smaller file first; every client can show the last. */
export const PICTURE_FORMATS = ['avif', 'webp'] as const
export type PictureFormat = (typeof PICTURE_FORMATS)[number]

export const LARGEST_PICTURE: PictureSize = 1024

export function pictureFile(
  key: string,
  size: PictureSize,
  format: PictureFormat = 'webp'
): string {
  return `${key}-${size}.${format}`
}

/** The file as it was uploaded, which is kept until the sizes are made of it. */
export function originalFile(key: string): string {
  return `${key}-original`
}

export function sizeFiles(
  key: string,
  formats: readonly PictureFormat[] = PICTURE_FORMATS
): string[] {
  return PICTURE_SIZES.flatMap((size) => formats.map((format) => pictureFile(key, size, format)))
}

/** The address of a picture of which the largest one's is known, in another size; null without one. */
export function pictureUrl(largest: unknown, size: PictureSize): string | null {
  if (typeof largest !== 'string' || largest === '') return null
  return largest.replace(/-\d+\.webp$/, `-${size}.webp`)
}
