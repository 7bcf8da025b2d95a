import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3'
import { isUnsupported, saidBy, statusOf, type SetupStep } from '#files/setup/answers'
import { corsFor, lifecycleFor, UNFINISHED_DAYS } from '#files/setup/bucket_rules'
import type { StoreName } from '#files/stores/store'

/** Tried in this order: the first that the store takes is kept. */
const LIFECYCLES = [
  { cold: true, unfinished: true },
  { cold: false, unfinished: true },
  { cold: true, unfinished: false },
  { cold: false, unfinished: false },
]

interface RulesTarget {
  client: S3Client
  store: StoreName
  bucket: string
  appUrl: string
}

/** The rules of one bucket. Each step reads, writes and reads again: what changed is told. */
export class SetUpRules {
  constructor(private target: RulesTarget) {}

  publicAccess(): Promise<SetupStep> {
    const { client, store, bucket: Bucket } = this.target
    const isPrivate = store !== 'static'
    return this.#step('Public access', isPrivate ? 'none' : 'by the policy alone', {
      read: () => client.send(new GetPublicAccessBlockCommand({ Bucket })),
      write: () =>
        client.send(
          new PutPublicAccessBlockCommand({
            Bucket,
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              IgnorePublicAcls: true,
              BlockPublicPolicy: isPrivate,
              RestrictPublicBuckets: isPrivate,
            },
          })
        ),
    })
  }

  cors(): Promise<SetupStep> {
    const { client, store, bucket: Bucket, appUrl } = this.target
    const who = store === 'static' ? 'any page' : appUrl
    return this.#step('CORS', `for ${who}`, {
      read: () => client.send(new GetBucketCorsCommand({ Bucket })),
      write: () =>
        client.send(
          new PutBucketCorsCommand({
            Bucket,
            CORSConfiguration: { CORSRules: corsFor(store, appUrl) },
          })
        ),
    })
  }

  versioning(): Promise<SetupStep> {
    const { client, bucket: Bucket } = this.target
    return this.#step('Versioning', 'on', {
      read: () => client.send(new GetBucketVersioningCommand({ Bucket })),
      write: () =>
        client.send(
          new PutBucketVersioningCommand({
            Bucket,
            VersioningConfiguration: { Status: 'Enabled' },
          })
        ),
    })
  }

  encryption(): Promise<SetupStep> {
    const { client, bucket: Bucket } = this.target
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }
    return this.#step('Encryption', 'by the keys of the store', {
      read: () => client.send(new GetBucketEncryptionCommand({ Bucket })),
      write: () =>
        client.send(
          new PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: { Rules: [rule] },
          })
        ),
    })
  }

  /** What the store took is what it gives back: some drop a rule without a word. */
  async *lifecycle(): AsyncGenerator<SetupStep> {
    const before = await this.#rules()
    const refusal = await this.#putLifecycle()
    const rules = await this.#rules()
    const state = JSON.stringify(before) === JSON.stringify(rules) ? 'kept' : 'done'
    const about = (subject: string, isThere: boolean, [yes, no]: [string, string]) => {
      const found = isThere ? { state, detail: yes } : { state: 'unsupported', detail: no }
      return { bucket: this.target.bucket, subject, ...found } as SetupStep
    }
    const why = refusal ? saidBy(refusal) : 'the store keeps no such rule'
    if (refusal && !isUnsupported(refusal)) {
      yield { bucket: this.target.bucket, subject: 'Lifecycle', state: 'failed', detail: why }
      return
    }
    yield about('Expiry', rules.some(hasExpiry), ['old versions go by themselves', why])
    yield about('Cold class', rules.some(isCold), ['before they go', why])
    yield about('Unfinished uploads', rules.some(endsUploads), [
      `are removed after ${UNFINISHED_DAYS} days`,
      `${why}; the job clean_stores removes them`,
    ])
  }

  async #rules(): Promise<LifecycleRule[]> {
    try {
      const { Rules: rules = [] } = await this.target.client.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket: this.target.bucket })
      )
      return rules.sort((one, other) => ((one.ID ?? '') < (other.ID ?? '') ? -1 : 1))
    } catch {
      return []
    }
  }

  async #putLifecycle(): Promise<unknown> {
    const { client, store, bucket } = this.target
    let refusal: unknown
    for (const taken of LIFECYCLES) {
      try {
        await client.send(
          new PutBucketLifecycleConfigurationCommand({
            Bucket: bucket,
            LifecycleConfiguration: lifecycleFor(store, taken),
          })
        )
        return null
      } catch (error) {
        refusal = error
        if (!isUnsupported(error) || statusOf(error) === 501) return error
      }
    }
    return refusal
  }

  async #step(
    subject: string,
    detail: string,
    { read, write }: { read: () => Promise<object>; write: () => Promise<unknown> }
  ): Promise<SetupStep> {
    const step = { bucket: this.target.bucket, subject }
    try {
      const before = await plain(read)
      await write()
      return { ...step, state: before === (await plain(read)) ? 'kept' : 'done', detail }
    } catch (error) {
      const state = isUnsupported(error) ? 'unsupported' : 'failed'
      return { ...step, state, detail: saidBy(error) }
    }
  }
}

/** The answer without what differs from one request to the next; '' where there is none. */
async function plain(read: () => Promise<object>): Promise<string> {
  try {
    return JSON.stringify({ ...(await read()), $metadata: undefined })
  } catch {
    return ''
  }
}

function hasExpiry({ NoncurrentVersionExpiration: old, Expiration: now }: LifecycleRule): boolean {
  return Boolean(old ?? now)
}

function isCold(rule: LifecycleRule): boolean {
  return Boolean(rule.NoncurrentVersionTransitions?.length ?? rule.Transitions?.length)
}

function endsUploads({ AbortIncompleteMultipartUpload: rule }: LifecycleRule): boolean {
  return Boolean(rule)
}
