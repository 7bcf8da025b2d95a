import { join } from 'node:path'
import { defineConfig, services } from '@adonisjs/drive'
import { KeyNormalizer } from 'flydrive'
import { dataDirectory } from '#config/database'
import { clientConfig } from '#files/stores/s3_client'
import type { StoreName } from '#files/stores/store'
import env from '#start/env'

// Of its own it takes no "=", which the months of exports have ("month=2026-11"); see #files/stores/keys.
KeyNormalizer.allowedCharacterSet = /^[\w=@+\-!/.\s]*$/

/** Where a store lies on this machine: below the data folder, never served without asking who wants it. */
export function storeFolder(name: StoreName): string {
  return join(dataDirectory, name)
}

function onDisk(name: StoreName) {
  return services.fs({ location: storeFolder(name), visibility: 'private', serveFiles: false })
}

/** A bucket; without settings of an object store one that nobody asks for, and nothing is sent to. */
function inBucket(name: StoreName) {
  const settings = env.files.objectStore
  if (!settings) return onDisk(name)
  const { bucket, key } = settings[name]
  return services.s3({
    ...clientConfig(settings, key),
    bucket,
    visibility: 'private',
    // Rights are those of bucket and key: many stores know no others.
    supportsACL: false,
  })
}

const driveConfig = defineConfig({
  default: 'media',
  services: {
    media: onDisk('media'),
    exports: onDisk('exports'),
    static: onDisk('static'),
    media_s3: inBucket('media'),
    exports_s3: inBucket('exports'),
    static_s3: inBucket('static'),
  },
})

export default driveConfig

declare module '@adonisjs/drive/types' {
  export interface DriveDisks extends InferDriveDisks<typeof driveConfig> {}
}
