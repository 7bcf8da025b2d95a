import sharp from 'sharp'
import { baseUrl } from '#tests/helpers/api'
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

/** Sends a file to the picture of an item as the page's script does; `csrf: false` leaves the token out. */
export async function uploadPicture(
  visitor: Visitor,
  partId: number,
  bytes: Uint8Array,
  { csrf = true, name = 'photo.jpg', field = 'image', script = true } = {}
): Promise<UploadAnswer> {
  const page = await visitor.get('/account')
  const token = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const form = new FormData()
  form.append(field, new File([new Uint8Array(bytes)], name))
  const answer = await fetch(`${baseUrl()}/items/${partId}/picture`, {
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
