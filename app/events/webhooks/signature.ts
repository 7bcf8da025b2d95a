import { createHmac, randomBytes } from 'node:crypto'
import encryption from '@adonisjs/core/services/encryption'
import { now } from '#core/time'

const SECRET_BYTES = 32

/** A new secret, as it is shown once. */
export function makeSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`
}

export function sealSecret(secret: string): string {
  return encryption.encrypt(secret)
}

export interface SealedSecrets {
  secret: string
  previous_secret: string | null
  previous_until: string | null
}

/** The secrets to sign with now: the newest first, and the one before while it is good. */
export function openSecrets(sealed: SealedSecrets): string[] {
  const isPreviousGood = sealed.previous_until !== null && sealed.previous_until > now()
  return [sealed.secret, isPreviousGood ? sealed.previous_secret : null]
    .map((one) => (one === null ? null : encryption.decrypt<string>(one)))
    .filter((secret) => secret !== null)
}

/** "v1=…": HMAC-SHA-256 of `timestamp.body` in hex, one for each secret, with a comma between. */
export function signatureOf(secrets: readonly string[], timestamp: number, body: string): string {
  return secrets
    .map((secret) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'))
    .map((digest) => `v1=${digest}`)
    .join(',')
}
