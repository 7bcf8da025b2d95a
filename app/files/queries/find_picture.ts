import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'
import type { PictureKind } from '#files/pictures/picture_kinds'
import { PICTURE_FORMATS, type PictureFormat } from '#files/pictures/picture_sizes'

export type SizesState = 'pending' | 'ready' | 'failed'

export interface KeptPicture {
  state: SizesState
  /** Of the file that was uploaded. */
  contentType: string
  /** What its sizes are encoded as. */
  formats: PictureFormat[]
}

/** What is known of the files that lie under a key; null when no picture has it. */
export async function findPicture(
  { table }: Pick<PictureKind, 'table'>,
  key: string,
  client: QueryClientContract = db.connection()
): Promise<KeptPicture | null> {
  const rows: Row[] = await client
    .from(table)
    .where('key', key)
    .select('sizes_state', 'format', 'formats')
  // The same picture may have been uploaded again.
  const row = rows.find(({ sizes_state: state }) => state === 'ready') ?? rows[0]
  return row ? keptPicture(row) : null
}

export function keptPicture({ sizes_state: state, format, formats }: Row): KeptPicture {
  return {
    state: state === 'pending' || state === 'failed' ? state : 'ready',
    contentType: `image/${format === 'heif' ? 'avif' : String(format)}`,
    formats: PICTURE_FORMATS.filter((known) => String(formats).split(',').includes(known)),
  }
}
