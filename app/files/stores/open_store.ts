import drive from '@adonisjs/drive/services/main'
import { storeFolder } from '#config/drive'
import env from '#start/env'
import { DiskStore } from '#files/stores/disk_store'
import type { Store, StoreName } from '#files/stores/store'

export type StoreKind = 'local' | 's3'

/** A store as it is on this kind of disk: that in use, or the one that files are moved to. */
export async function openStore(name: StoreName, kind: StoreKind): Promise<Store> {
  if (kind === 'local') return new DiskStore(name, storeFolder(name), () => drive.use(name))
  const settings = env.files.objectStore
  if (!settings)
    throw new Error('S3_MEDIA_BUCKET, S3_EXPORT_BUCKET and S3_STATIC_BUCKET are not set')
  // Who keeps files on the disk never waits for the client of object stores to be read.
  const { S3Store } = await import('#files/stores/s3_store')
  return new S3Store(name, { settings, store: settings[name], disk: () => drive.use(`${name}_s3`) })
}
