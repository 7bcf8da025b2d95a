import type { Metadata, Sharp } from 'sharp'
import { FORMATS, SIZES, type SizeFormat } from '#files/attachments/store'

const MOST_PIXELS = 50_000_000
/** A file is held in memory while sizes are made of it. */
export const LARGEST_DECODED_BYTES = 64 * 1024 * 1024
const LARGEST_SIZE = SIZES[SIZES.length - 1]
const LONGEST_DECODE_SECONDS = 60

/** Why no sizes can be made of a picture. */
export class NoPicture extends Error {
  constructor(public problem: 'too_many_pixels' | 'broken' | 'too_large') {
    super(problem)
  }
}

export interface PictureFile {
  size: (typeof SIZES)[number]
  format: SizeFormat
  bytes: Uint8Array
}

export interface PictureFiles {
  width: number
  height: number
  files: AsyncIterable<PictureFile>
}

/**
 * All sizes of a picture, turned upright, without what the camera wrote into it, one after the other.
 * Throws {@link NoPicture} for what is broken or larger than it pretends to be.
 */
export async function pictureFiles(bytes: Uint8Array): Promise<PictureFiles> {
  const { default: sharp } = await import('sharp')
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
  const facts = await readable(() => open().metadata())
  if (facts.width * facts.height > MOST_PIXELS) throw new NoPicture('too_many_pixels')
  const { data, info } = await readable(() =>
    scaled(open().timeout({ seconds: LONGEST_DECODE_SECONDS }).autoOrient(), LARGEST_SIZE)
      .raw()
      .toBuffer({ resolveWithObject: true })
  )
  const raw = { width: info.width, height: info.height, channels: info.channels }
  return { ...uprightSize(facts), files: sizesOf(() => sharp(data, { raw })) }
}

function uprightSize({ autoOrient }: Metadata): { width: number; height: number } {
  return { width: autoOrient.width, height: autoOrient.height }
}

async function* sizesOf(open: () => Sharp): AsyncIterable<PictureFile> {
  for (const size of SIZES) {
    for (const format of FORMATS) {
      const image = scaled(open(), size)
      const encoded =
        format === 'avif' ? image.avif({ quality: 55, effort: 2 }) : image.webp({ quality: 82 })
      yield { size, format, bytes: await encoded.toBuffer() }
    }
  }
}

function scaled(image: Sharp, size: number): Sharp {
  return image.resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
}

/** The decoder refuses what is broken or too large by an Error: to the user that is a wrong file. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new NoPicture(/pixel limit/i.test(String(error)) ? 'too_many_pixels' : 'broken')
  }
}
