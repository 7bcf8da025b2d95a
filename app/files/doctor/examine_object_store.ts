import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { GetBucketVersioningCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { advice, right, wrong, type StoreFinding } from '#files/doctor/finding'
import { saidBy, statusOf } from '#files/setup/answers'
import { StoreFault } from '#files/stores/faults'
import { clientConfig, type ObjectStoreSettings } from '#files/stores/s3_client'
import { STORE_NAMES, type Store, type StoreName } from '#files/stores/store'

type Open = (name: StoreName) => Promise<Store>

const PROBE = Buffer.from('a probe of Bincard')
const TYPE = { contentType: 'text/plain' }
const LINK_SECONDS = 60
const SETUP = 'Run: node ace storage:setup'

/** Proves every right that Bincard needs of its buckets, and every denial, with the keys it uses. */
export async function* examineObjectStore(
  settings: ObjectStoreSettings,
  open: Open
): AsyncGenerator<StoreFinding> {
  for (const name of STORE_NAMES) {
    const examination = new Examination(name, settings, await open(name))
    yield* examination.run()
  }
}

class Examination {
  #key = `doctor/${randomUUID()}`
  #subject: string
  #client: S3Client

  constructor(
    private name: StoreName,
    private settings: ObjectStoreSettings,
    private store: Store
  ) {
    this.#subject = `${name} (${settings[name].bucket})`
    this.#client = new S3Client(clientConfig(settings, settings[name].key))
  }

  async *run(): AsyncGenerator<StoreFinding> {
    try {
      const isWritten = yield* this.#rights()
      if (isWritten) yield* this.#links()
      yield* this.#denials()
      yield await this.#versioning()
    } finally {
      await this.store.remove([this.#key]).catch(() => undefined)
      this.#client.destroy()
    }
  }

  async *#rights(): AsyncGenerator<StoreFinding, boolean> {
    const rights: [string, () => Promise<unknown>][] = [
      ['write', () => this.store.put(this.#key, PROBE, TYPE)],
      ['read', () => this.#read()],
      ['list', () => Array.fromAsync(this.store.list('doctor/'))],
      ['upload in parts', () => this.#uploadInParts()],
      ['remove', () => this.#removeOne()],
    ]
    const failures: string[] = []
    for (const [what, act] of rights) {
      const failure = await failureOf(act)
      if (failure) failures.push(`may not ${what}: ${failure}`)
    }
    const names = rights.map(([what]) => what).join(', ')
    if (failures.length === 0) yield right(this.#subject, `its key may ${names}`)
    for (const failure of failures) yield wrong(this.#subject, failure, SETUP)
    return failures.length === 0
  }

  async #read(): Promise<void> {
    const file = await this.store.find(this.#key)
    const bytes = file ? await buffer(await file.stream()) : Buffer.alloc(0)
    if (!bytes.equals(PROBE)) throw new Error('what was written is not what is read')
  }

  async #uploadInParts(): Promise<void> {
    const key = `${this.#key}-parts`
    const uploadId = await this.store.beginUpload(key, TYPE)
    await this.store.putPart(key, { uploadId, number: 1 }, PROBE)
    await this.store.listParts(key, uploadId)
    await this.store.abortUpload(key, uploadId)
  }

  async #removeOne(): Promise<void> {
    const key = `${this.#key}-gone`
    await this.store.put(key, PROBE, TYPE)
    await this.store.remove([key])
  }

  async *#links(): AsyncGenerator<StoreFinding> {
    const link = await this.store.presignGet(this.#key, { seconds: LINK_SECONDS })
    if (!link) return
    const status = await statusAt(link)
    const tampered = await statusAt(link.replace(this.#key, `${this.#key}x`))
    if (status !== 200) {
      const remedy = 'S3_PUBLIC_ENDPOINT must be the address that browsers reach the store at'
      yield wrong(this.#subject, `a link to a file answers ${status}`, remedy)
    } else if (tampered !== 403) {
      yield wrong(this.#subject, `a link to another file answers ${tampered}, and must be refused`)
    } else yield right(this.#subject, 'links fetch the one file that they are for')
  }

  async *#denials(): AsyncGenerator<StoreFinding> {
    yield* this.#strangers()
    const { admin } = this.settings
    const { key } = this.settings[this.name]
    if (admin?.id === key.id) {
      const remedy = `Give the store a key of its own: S3_..._ACCESS_KEY_ID, then node ace storage:setup`
      yield advice(this.#subject, 'its key owns the bucket, and may do anything with it', remedy)
      return
    }
    yield* this.#ownKey()
  }

  /** What somebody without a key may do: read static files by their names, and nothing else. */
  async *#strangers(): AsyncGenerator<StoreFinding> {
    const base = bucketAddress(this.settings, this.name)
    const isOpen = this.name === 'static'
    const [file, list, write] = [
      await statusAt(`${base}/${this.#key}`),
      await statusAt(`${base}?list-type=2`),
      await statusAt(`${base}/${this.#key}-stranger`, 'PUT'),
    ]
    if (isOpen && file !== 200) {
      yield wrong(this.#subject, `browsers cannot read static files: ${file}`, SETUP)
    }
    const open: [string, number][] = [
      ...(isOpen ? [] : ([['read its files', file]] as [string, number][])),
      ['list its files', list],
      ['write files', write],
    ]
    const faults = open.filter(([, status]) => status !== 403)
    for (const [what, status] of faults) {
      const found = `anybody may ${what} (${status})`
      yield wrong(this.#subject, found, 'Take public access from the bucket')
    }
    if (faults.length === 0) yield right(this.#subject, 'nothing is open that should not be')
  }

  async *#ownKey(): AsyncGenerator<StoreFinding> {
    const { bucket: Bucket } = this.settings[this.name]
    const acts: [string, () => Promise<unknown>][] = [
      ['read its policy', () => this.#client.send(new GetBucketPolicyCommand({ Bucket }))],
      ['destroy old versions', () => this.#destroyVersion(Bucket)],
      ...STORE_NAMES.filter((other) => this.#isForeign(other)).map(
        (other): [string, () => Promise<unknown>] => [
          `list the files of ${other}`,
          () => this.#listOf(this.settings[other].bucket),
        ]
      ),
    ]
    const allowed: string[] = []
    for (const [what, act] of acts) if (!(await isDenied(act))) allowed.push(what)
    if (allowed.length === 0) {
      yield right(this.#subject, `its key may not ${acts.map(([what]) => what).join(', ')}`)
    }
    for (const what of allowed) yield wrong(this.#subject, `its key may ${what}`, SETUP)
  }

  #isForeign(other: StoreName): boolean {
    return this.settings[other].key.id !== this.settings[this.name].key.id
  }

  #listOf(Bucket: string) {
    return this.#client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))
  }

  /** Of the probe alone, so that nothing is lost where it is not denied. */
  #destroyVersion(Bucket: string) {
    return this.#client.send(new DeleteObjectCommand({ Bucket, Key: this.#key, VersionId: 'null' }))
  }

  async #versioning(): Promise<StoreFinding> {
    const { admin } = this.settings
    const { bucket: Bucket } = this.settings[this.name]
    if (this.name === 'static') return right(this.#subject, 'no versions: names change instead')
    if (!admin) return advice(this.#subject, 'versioning is not looked at without an S3_ADMIN key')
    const client = new S3Client(clientConfig(this.settings, admin))
    try {
      const { Status: status } = await client.send(new GetBucketVersioningCommand({ Bucket }))
      return status === 'Enabled'
        ? right(this.#subject, 'versioning is on')
        : wrong(this.#subject, 'versioning is off: what is overwritten is lost', SETUP)
    } catch (error) {
      return advice(this.#subject, `versioning is not known: ${saidBy(error)}`)
    } finally {
      client.destroy()
    }
  }
}

async function failureOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    return error instanceof StoreFault ? error.detail : String(error)
  }
}

async function isDenied(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return false
  } catch (error) {
    return statusOf(error) === 403
  }
}

async function statusAt(address: string, method = 'GET'): Promise<number> {
  const answer = await fetch(address, { method }).catch(() => null)
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

function bucketAddress(settings: ObjectStoreSettings, name: StoreName): string {
  const { publicEndpoint, region, isPathStyle } = settings
  const { bucket } = settings[name]
  const endpoint = new URL(publicEndpoint || `https://s3.${region}.amazonaws.com`)
  return isPathStyle
    ? `${endpoint.origin}/${bucket}`
    : `${endpoint.protocol}//${bucket}.${endpoint.host}`
}
