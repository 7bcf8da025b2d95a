import { randomUUID } from 'node:crypto'
import { Disk, services } from '@adonisjs/drive'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { readFileSettings } from '#start/settings_files'
import { setUpBuckets } from '#files/setup/set_up_buckets'
import { clientConfig, type ObjectStoreSettings, type StoreKey } from '#files/stores/s3_client'
import { S3Store } from '#files/stores/s3_store'
import type { StoreName } from '#files/stores/store'

export function settingsOfTests(): ObjectStoreSettings {
  const settings = env.files.objectStore
  if (!settings) throw new Error('There is no object store: these tests need one')
  return settings
}

/** Settings with buckets of their own, so that no other test sees what is in them. */
export function ownBuckets(settings = settingsOfTests()): ObjectStoreSettings {
  const mark = randomUUID().slice(0, 8)
  const own = (name: StoreName) => ({ ...settings[name], bucket: `${name}-${mark}` })
  return { ...settings, media: own('media'), exports: own('exports'), static: own('static') }
}

/** A store as somebody with this key sees it. */
export async function storeWith(
  name: StoreName,
  settings: ObjectStoreSettings,
  key: StoreKey = settings[name].key
): Promise<S3Store> {
  const { bucket } = settings[name]
  const config = { ...clientConfig(settings, key), bucket, visibility: 'private' as const }
  const open = await services.s3({ ...config, supportsACL: false }).resolver(name, app, [])
  const disk = new Disk(open())
  return new S3Store(name, { settings, store: { bucket, key }, disk: () => disk })
}

/** What the set-up said of each step, by bucket and subject. */
export async function setUp(settings: ObjectStoreSettings): Promise<Map<string, string>> {
  const said = new Map<string, string>()
  for await (const { bucket, subject, state } of setUpBuckets(settings)) {
    const store = bucket.replace(/-[0-9a-f]{8}$/, '')
    said.set(`${store} ${subject}`, state)
  }
  return said
}

/** Sets up the buckets that the settings of a service name, of which this process knows nothing else. */
export async function setUpOf(environment: Record<string, string>): Promise<void> {
  const { objectStore } = readFileSettings(environment)
  if (!objectStore) throw new Error('These settings name no object store')
  await setUp(objectStore)
}
