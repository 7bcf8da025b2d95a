import type { BucketLifecycleConfiguration, CORSRule, LifecycleRule } from '@aws-sdk/client-s3'
import { EXPORTS_FOLDER } from '#files/exports/export_files'
import type { StoreName } from '#files/stores/store'

/** Old versions and forgotten exports: cheaper to keep for a while, and then gone. */
const COLD_CLASS = 'STANDARD_IA'
const COLD_AFTER_DAYS = 30
const EXPORTS_GONE_AFTER_DAYS = 90
const OLD_VERSIONS_GONE_AFTER_DAYS = { media: 180, exports: 90, static: 90 } as const
/** Longer than anybody takes to go on with a broken upload. */
export const UNFINISHED_DAYS = 7

const FILES = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']
const PARTS = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
const BUCKET = ['s3:ListBucket', 's3:ListBucketMultipartUploads']

export interface BucketPolicy {
  Version: '2012-10-17'
  Statement: {
    Sid: string
    Effect: 'Allow'
    Principal: '*' | { AWS: string[] }
    Action: string[]
    Resource: string[]
  }[]
}

/**
 * What a bucket's key may do: read, write and remove files, and nothing with the bucket itself, its rules
 * or old versions, so that who steals the key cannot destroy what was there. Everybody may read the files
 * of the static store by their names, and of no other.
 */
export function policyFor(store: StoreName, bucket: string, keyId: string | null): BucketPolicy {
  const [whole, files] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]
  const statements: BucketPolicy['Statement'] = []
  if (keyId !== null) {
    const Principal = { AWS: [keyId] }
    statements.push(
      allow('BincardFiles', { Principal, Action: [...FILES, ...PARTS], Resource: [files] }),
      allow('BincardBucket', { Principal, Action: BUCKET, Resource: [whole] })
    )
  }
  if (store === 'static') {
    const Action = ['s3:GetObject']
    statements.push(allow('EverybodyReads', { Principal: '*', Action, Resource: [files] }))
  }
  return { Version: '2012-10-17', Statement: statements }
}

type Statement = BucketPolicy['Statement'][number]

function allow(Sid: string, rest: Omit<Statement, 'Sid' | 'Effect'>): Statement {
  return { Sid, Effect: 'Allow', ...rest }
}

/** Pages of the product send parts of uploads to the media store; scripts and fonts are for any page. */
export function corsFor(store: StoreName, appUrl: string): CORSRule[] {
  const isStatic = store === 'static'
  return [
    {
      AllowedOrigins: isStatic ? ['*'] : [appUrl],
      AllowedMethods: store === 'media' ? ['GET', 'HEAD', 'PUT'] : ['GET', 'HEAD'],
      AllowedHeaders: ['*'],
      ExposeHeaders: isStatic ? [] : ['ETag'],
      MaxAgeSeconds: 3600,
    },
  ]
}

export interface RulesTaken {
  cold: boolean
  unfinished: boolean
}

/** What becomes of files by themselves; without what a store does not take. */
export function lifecycleFor(store: StoreName, taken: RulesTaken): BucketLifecycleConfiguration {
  const rules = [oldVersions(store, taken), ...(store === 'exports' ? [oldExports(taken)] : [])]
  if (taken.unfinished) {
    rules.push({
      ID: 'unfinished-uploads',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: UNFINISHED_DAYS },
    })
  }
  return { Rules: rules }
}

function oldVersions(store: StoreName, { cold }: RulesTaken): LifecycleRule {
  const goneAfter = OLD_VERSIONS_GONE_AFTER_DAYS[store]
  return {
    ID: 'old-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: goneAfter },
    ...(cold
      ? {
          NoncurrentVersionTransitions: [
            { NoncurrentDays: COLD_AFTER_DAYS, StorageClass: COLD_CLASS },
          ],
        }
      : {}),
  }
}

function oldExports({ cold }: RulesTaken): LifecycleRule {
  return {
    ID: 'old-exports',
    Status: 'Enabled',
    Filter: { Prefix: `${EXPORTS_FOLDER}/` },
    Expiration: { Days: EXPORTS_GONE_AFTER_DAYS },
    ...(cold ? { Transitions: [{ Days: COLD_AFTER_DAYS, StorageClass: COLD_CLASS }] } : {}),
  }
}
