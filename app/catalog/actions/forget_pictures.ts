import { transact, type UnitOfWork } from '#core/unit_of_work'
import type { Row } from '#core/sql'
import { removeFiles } from '#files/actions/remove_files'
import { originalFile, sizeFiles } from '#files/pictures/picture_sizes'
import type { PictureOwner } from '#catalog/picture_owners'

const MOST_AT_ONCE = 200

/** Erases pictures that were taken away before a moment; gives how many. To be called until it is 0. */
export async function forgetPictures(owner: PictureOwner, before: string): Promise<number> {
  const { count, keys } = await transact((unit) => deleteRows(unit, owner, before))
  const files = keys.flatMap((key) => [originalFile(key), ...sizeFiles(key)])
  await removeFiles('media', files)
  return count
}

async function deleteRows({ trx }: UnitOfWork, { table }: PictureOwner, before: string) {
  const rows: Row[] = await trx
    .from(table)
    .where('removed_at', '<', before)
    .limit(MOST_AT_ONCE)
    .select('id', 'key')
  const ids = rows.map((row) => Number(row.id))
  const keys = [...new Set(rows.map((row) => String(row.key)))]
  await trx.from(table).whereIn('id', ids).delete()
  // The same picture may be in use again.
  const used: Row[] = await trx.from(table).whereIn('key', keys).select('key')
  const kept = new Set(used.map((row) => String(row.key)))
  return { count: ids.length, keys: keys.filter((key) => !kept.has(key)) }
}
