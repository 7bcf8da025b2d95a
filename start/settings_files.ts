import { choice, InvalidSetting, isGiven, required, text, url, yesNo } from './setting_readers.js'
import type { Source } from './setting_readers.js'

/** How a program may use an object store: which key it signs with. */
export interface StoreKey {
  id: string
  secret: string
}

/** A bucket, and the key that the product uses it with. */
export interface StoreBucket {
  bucket: string
  key: StoreKey
}

export interface ObjectStoreSettings {
  /** None: the one of Amazon for the region. */
  endpoint: string
  /** The address that browsers reach it at, where that is another one. */
  publicEndpoint: string
  region: string
  isPathStyle: boolean
  isServedByRedirect: boolean
  media: StoreBucket
  exports: StoreBucket
  static: StoreBucket
  /** Makes buckets and their rules; only `storage:setup` and `storage:doctor` use it. */
  admin: StoreKey | null
}

/** Where files are kept, and where browsers fetch scripts and styles. */
export function readFileSettings(source: Source) {
  const disk = choice(source, 'DRIVE_DISK', ['local', 's3'] as const)
  return { disk, objectStore: objectStore(source, disk), assetsUrl: assetsUrl(source) }
}

const NAMES = {
  S3_MEDIA_BUCKET: 'bincard-media',
  S3_EXPORT_BUCKET: 'bincard-exports',
  S3_STATIC_BUCKET: 'bincard-static',
}

/** Null where none is set: files are on the disk then, and nothing is moved elsewhere. */
function objectStore(source: Source, disk: 'local' | 's3'): ObjectStoreSettings | null {
  const isNamed = Object.keys(NAMES).some((name) => isGiven(source, name))
  if (disk === 'local' && !isNamed) return null
  const endpoint = optionalUrl(source, 'S3_ENDPOINT')
  return {
    endpoint,
    publicEndpoint: optionalUrl(source, 'S3_PUBLIC_ENDPOINT') || endpoint,
    region: text(source, 'S3_REGION', 'us-east-1'),
    isPathStyle: yesNo(source, 'S3_PATH_STYLE', endpoint !== ''),
    isServedByRedirect: choice(source, 'S3_SERVE', ['redirect', 'stream'] as const) === 'redirect',
    media: { bucket: bucketName(source, 'S3_MEDIA_BUCKET'), key: storeKey(source, 'MEDIA_') },
    exports: { bucket: bucketName(source, 'S3_EXPORT_BUCKET'), key: storeKey(source, 'EXPORT_') },
    static: { bucket: bucketName(source, 'S3_STATIC_BUCKET'), key: storeKey(source, 'STATIC_') },
    admin: hasAdminKey(source) ? storeKey(source, 'ADMIN_') : null,
  }
}

/** A store's own key, or the common one; half a key is a slip of the pen. */
function storeKey(source: Source, prefix: string): StoreKey {
  const own = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'].map((name) => `S3_${prefix}${name}`)
  const isOwn = own.some((name) => isGiven(source, name))
  const [id, secret] = isOwn ? own : ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
  return {
    id: required(source, id, 'bincard'),
    secret: required(source, secret, 'the secret that belongs to the key'),
  }
}

/** The processes that serve need none: with a key for each store, the common pair may be left out. */
function hasAdminKey(source: Source): boolean {
  return isGiven(source, 'S3_ADMIN_ACCESS_KEY_ID') || isGiven(source, 'S3_ACCESS_KEY_ID')
}

function bucketName(source: Source, name: keyof typeof NAMES): string {
  const bucket = required(source, name, NAMES[name])
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket
  throw new InvalidSetting(
    `${name} is "${bucket}", but must be 3 to 63 small letters, digits, dots and hyphens. ` +
      `Example: ${name}=${NAMES[name]}`
  )
}

function optionalUrl(source: Source, name: string): string {
  return isGiven(source, name) ? url(source, name, 'https://s3.example.com') : ''
}

function assetsUrl(source: Source): string {
  return isGiven(source, 'ASSETS_URL') ? url(source, 'ASSETS_URL', 'https://cdn.example.com') : ''
}
