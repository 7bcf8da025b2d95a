import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { baseUrl, type ApiClient } from '#tests/helpers/api'
import type { Visitor } from '#tests/helpers/visitor'
import { checkUpload } from '#files/jobs/check_upload'
import { makeSizes } from '#files/jobs/make_sizes'
import type { Job, JobContext } from '#jobs/job'

/** Sends a file to /api/attachment/ as InvenTree's clients do. */
export function attachByApi(
  api: ApiClient,
  fields: Record<string, string | number | File>,
  headers: Record<string, string> = {}
) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    form.append(name, typeof value === 'number' ? String(value) : value)
  }
  return api.send('POST', '/api/attachment/', { raw: form, headers })
}

export function fileOf(content: string | Uint8Array, name = `note-${randomUUID()}.txt`): File {
  return new File([typeof content === 'string' ? content : new Uint8Array(content)], name)
}

/** The token of the visitor's pages, for what a script sends. */
export async function csrfOf(visitor: Visitor): Promise<string> {
  const page = await visitor.get('/account')
  return /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? ''
}

interface SentByScript {
  method?: string
  body?: RequestInit['body']
  csrf: string
  isScript?: boolean
}

/** Sends what the script of the page sends. */
export async function sendAsScript(visitor: Visitor, path: string, sent: SentByScript) {
  const { method = 'POST', body, csrf, isScript = true } = sent
  const answer = await fetch(baseUrl() + path, {
    method,
    body,
    redirect: 'manual',
    headers: {
      'cookie': visitor.cookies,
      'x-csrf-token': csrf,
      ...(isScript ? { 'hx-request': 'true' } : {}),
      ...(body instanceof Uint8Array ? { 'content-type': 'application/octet-stream' } : {}),
    },
  })
  const text = await answer.text()
  return { status: answer.status, text, location: answer.headers.get('location') }
}

/** Runs the handler of a job as the worker would. */
export function runJob<Payload>(job: Job<Payload>, payload: Payload, attempt = 1) {
  const context: JobContext<Payload> = {
    payload,
    runId: 1,
    attempt,
    signal: new AbortController().signal,
    progress() {},
    log() {},
    async breathe() {},
  }
  return job.handle(context)
}

/** Makes the sizes of an attached picture now. */
export async function makeSizesOf(attachmentId: number) {
  const row = await db.from('attachments').where('id', attachmentId).firstOrFail()
  return runJob(makeSizes, { fileId: Number(row.file_id) })
}

export async function checkUploadOf(token: string, attempt = 1) {
  const row = await db.from('file_uploads').where('token', token).firstOrFail()
  return runJob(checkUpload, { uploadId: Number(row.id) }, attempt)
}

export async function fetchFile(path: string, headers: Record<string, string>) {
  const answer = await fetch(baseUrl() + path, { headers, redirect: 'manual' })
  return {
    status: answer.status,
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  }
}
