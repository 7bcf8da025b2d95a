import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest } from '#core/exceptions'
import { t } from '#core/i18n'
import { LARGEST_FILE, unusableFile } from '#core/import/faults'
import { storeFile, tooLarge, type StoredFile } from '#core/import/stored_file'

/** The frame of a multipart body around the file. */
const ROOM_BESIDE_THE_FILE = 65_536
const LONGEST_NAME = 200

export interface ReceivedFile extends StoredFile {
  name: string
}

/** The file of a form, written to the disk while it comes in. Throws InvalidInput, or 400 when it broke off. */
export async function receiveFile({ request }: HttpContext): Promise<ReceivedFile> {
  const length = Number(request.header('content-length') ?? Number.NaN)
  // Without a length nobody knows where it ends; every browser tells it.
  if (!(length <= LARGEST_FILE + ROOM_BESIDE_THE_FILE)) throw tooLarge()
  const received: { file?: ReceivedFile; fault?: unknown } = {}
  const { multipart } = request
  if (!multipart) throw new BadRequest(t('Choose a file first.'), 415)
  multipart.onFile('file', { deferValidations: true }, async (part) => {
    try {
      const stored = await storeFile(part)
      if (stored.size > 0 || part.filename) {
        received.file = { ...stored, name: fileName(part.filename) }
      }
    } catch (error) {
      received.fault = error
    }
  })
  await multipart.process().catch((error: unknown) => {
    received.fault ??= error
  })
  if (received.fault) throw asRefusal(received.fault)
  if (!received.file) throw unusableFile(t('Choose a file first.'))
  return received.file
}

function asRefusal(fault: unknown): unknown {
  const isRefusal = fault instanceof Error && 'fields' in fault
  return isRefusal ? fault : new BadRequest(t('The upload broke off. Try again.'))
}

/** The name that people see: without folders and control characters. */
function fileName(name: string): string {
  const bare = name.replace(/^.*[/\\]/, '').replaceAll(/\p{C}/gu, '')
  return bare.slice(-LONGEST_NAME) || t('No name')
}
