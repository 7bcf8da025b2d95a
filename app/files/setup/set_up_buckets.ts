import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import env from '#start/env'
import { isUnsupported, nameOf, saidBy, statusOf, type SetupStep } from '#files/setup/answers'
import { policyFor } from '#files/setup/bucket_rules'
import { SetUpRules } from '#files/setup/set_up_rules'
import { clientConfig, type ObjectStoreSettings } from '#files/stores/s3_client'
import { STORE_NAMES, type StoreName } from '#files/stores/store'

/** Thrown when the settings name no object store, or no key that could make buckets. */
export class NoSetupKey extends Error {
  code = 'E_NO_SETUP_KEY'
}

interface Target {
  client: S3Client
  settings: ObjectStoreSettings
  adminId: string
  store: StoreName
  bucket: string
}

/** Makes the buckets and their rules, or leaves them as they are where that is right already. */
export async function* setUpBuckets(settings = env.files.objectStore): AsyncGenerator<SetupStep> {
  if (!settings)
    throw new NoSetupKey('S3_MEDIA_BUCKET, S3_EXPORT_BUCKET and S3_STATIC_BUCKET name no buckets')
  const { admin } = settings
  if (!admin)
    throw new NoSetupKey('S3_ADMIN_ACCESS_KEY_ID and S3_ADMIN_SECRET_ACCESS_KEY are not set')
  const client = new S3Client(clientConfig(settings, admin))
  try {
    for (const store of STORE_NAMES) {
      const { bucket } = settings[store]
      yield* setUpBucket({ client, settings, adminId: admin.id, store, bucket })
    }
  } finally {
    client.destroy()
  }
}

async function* setUpBucket(target: Target): AsyncGenerator<SetupStep> {
  const made = await makeBucket(target)
  yield made
  if (made.state === 'failed') return
  const rules = new SetUpRules({ ...target, appUrl: env.appUrl })
  yield await rules.publicAccess()
  yield* setPolicy(target)
  yield await rules.cors()
  if (target.store !== 'static') {
    yield await rules.versioning()
    yield await rules.encryption()
  }
  yield* rules.lifecycle()
}

async function makeBucket({ client, bucket }: Target): Promise<SetupStep> {
  const step = { bucket, subject: 'Bucket' }
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
    return { ...step, state: 'kept', detail: 'is there' }
  } catch (error) {
    if (statusOf(error) !== 404) return { ...step, state: 'failed', detail: saidBy(error) }
  }
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    return { ...step, state: 'done', detail: 'made' }
  } catch (error) {
    return { ...step, state: 'failed', detail: saidBy(error) }
  }
}

/** A key that made the bucket owns it: no policy can take a right from it. */
async function* setPolicy(target: Target): AsyncGenerator<SetupStep> {
  const { bucket, store, settings, adminId } = target
  const keyId = settings[store].key.id === adminId ? null : settings[store].key.id
  const wanted = policyFor(store, bucket, keyId)
  const step = { bucket, subject: 'Policy' }
  if (wanted.Statement.length === 0) {
    yield { ...step, state: 'kept', detail: 'none: the key of this store is the one that owns it' }
    return
  }
  const first = await putPolicy(target, JSON.stringify(wanted))
  if (first.state !== 'unsupported' || keyId === null) {
    yield { ...step, ...first }
    return
  }
  yield {
    ...step,
    state: 'unsupported',
    detail: 'the store knows no keys in policies: give the key its rights there, see docs/files.md',
  }
  const open = policyFor(store, bucket, null)
  if (open.Statement.length > 0) {
    const subject = 'Public reading'
    yield { ...step, subject, ...(await putPolicy(target, JSON.stringify(open))) }
  }
}

async function putPolicy({ client, bucket }: Target, policy: string) {
  try {
    const current = await readPolicy(client, bucket)
    if (current !== null && sameJson(current, policy)) {
      return { state: 'kept', detail: 'as it should be' } as const
    }
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }))
    return { state: 'done', detail: 'set' } as const
  } catch (error) {
    const state = isUnsupported(error) ? 'unsupported' : 'failed'
    return { state, detail: saidBy(error) } as const
  }
}

async function readPolicy(client: S3Client, bucket: string): Promise<string | null> {
  try {
    const { Policy: policy = '' } = await client.send(
      new GetBucketPolicyCommand({ Bucket: bucket })
    )
    return policy
  } catch (error) {
    if (nameOf(error) === 'NoSuchBucketPolicy' || statusOf(error) === 404) return null
    throw error
  }
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
  } catch {
    return false
  }
}
