import type { S3ClientConfig } from '@aws-sdk/client-s3'
import type env from '#start/env'

export type ObjectStoreSettings = NonNullable<(typeof env)['files']['objectStore']>
export type StoreBucket = ObjectStoreSettings['media']
export type StoreKey = StoreBucket['key']

/** A store that does not take a connection in this time is as good as gone. */
const CONNECT_WITHIN_MS = 3_000
/** Without a byte for so long, a request is given up. */
const SILENT_FOR_MS = 30_000
const ATTEMPTS = 3
const CONNECTIONS = 50

/** How every client of the object store is set up. */
export function clientConfig(settings: ObjectStoreSettings, key: StoreKey): S3ClientConfig {
  return {
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
    region: settings.region,
    forcePathStyle: settings.isPathStyle,
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
    maxAttempts: ATTEMPTS,
    // Stores that are not Amazon's know no other: links would carry the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: SILENT_FOR_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: CONNECTIONS, keepAlive: true },
      httpsAgent: { maxSockets: CONNECTIONS, keepAlive: true },
    },
  }
}
