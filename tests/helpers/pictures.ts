import sharp from 'sharp'
import { makePictureSizes } from '#files/jobs/make_picture_sizes'
import { baseUrl } from '#tests/helpers/api'
import { runJob } from '#tests/helpers/attachments'
import type { Visitor } from '#tests/helpers/visitor'

interface PictureFacts {
  width?: number
  height?: number
  format?: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'
}

/** A picture with a place and a camera written into it, as a phone makes it. */
export async function makePicture({
  width = 80,
  height = 60,
  format = 'jpeg',
}: PictureFacts = {}): Promise<Buffer> {
  // Its own colour, so that no two tests upload the same bytes.
  const channel = () => Math.floor(Math.random() * 256)
  const background = { r: channel(), g: channel(), b: channel() }
  return sharp({ create: { width, height, channels: 3, background } })
    .withExif({ IFD0: { Make: 'CameraOfTests' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .toFormat(format)
    .toBuffer()
}

export interface UploadAnswer {
  status: number
  text: string
  location: string | null
  headers: Headers
}

/** Makes the sizes of a picture, of which the address is known, now. */
export function makeSizesOfPicture(image: string) {
  const [, key, folder] = /^\/media\/((\w+)\/\d+\/\w+)-/.exec(image) ?? []
  return runJob(makePictureSizes, { folder, key })
}

/** Sends a file to the picture of an item (or at another `place`) as the page's script does; `csrf: false` leaves the token out. */
export async function uploadPicture(
  visitor: Visitor,
  id: number,
  bytes: Uint8Array,
  { csrf = true, name = 'photo.jpg', field = 'image', script = true, place = '/items' } = {}
): Promise<UploadAnswer> {
  const page = await visitor.get('/account')
  const token = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const form = new FormData()
  form.append(field, new File([new Uint8Array(bytes)], name))
  const answer = await fetch(`${baseUrl()}${place}/${id}/picture`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: {
      cookie: visitor.cookies,
      ...(csrf ? { 'x-csrf-token': token } : {}),
      ...(script ? { 'hx-request': 'true' } : {}),
    },
  })
  return {
    status: answer.status,
    text: await answer.text(),
    location: answer.headers.get('location'),
    headers: answer.headers,
  }
}
