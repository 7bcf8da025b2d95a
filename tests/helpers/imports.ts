import type { Visitor } from '#tests/helpers/visitor'
import { applyImport } from '#core/import/apply_import'
import { checkImport } from '#core/import/check_import'
import { countRows, readImport } from '#core/import/runs'
import { undoImport } from '#core/import/undo_import'
import { loadActor } from '#accounts/queries/load_actor'

const BASE = () => `http://${process.env.HOST}:${process.env.PORT}`

/** Sends a file as the upload page does with script; `csrf: false` leaves the token out. */
export async function sendFile(
  visitor: Visitor,
  kind: string,
  { name, content, csrf = true }: { name: string; content: string | Uint8Array; csrf?: boolean }
) {
  const page = await visitor.get('/account')
  const token = /name=["']csrf-token["'] content=["']([^"']+)/.exec(page.text)?.[1] ?? ''
  const form = new FormData()
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
  const answer = await fetch(`${BASE()}/imports/files?kind=${kind}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: {
      'cookie': visitor.cookies,
      'hx-request': 'true',
      ...(csrf ? { 'x-csrf-token': token } : {}),
    },
  })
  const id = Number(/imports\/(\d+)/.exec(answer.headers.get('hx-redirect') ?? '')?.[1] ?? 0)
  return { status: answer.status, text: await answer.text(), id }
}

/** The fields of the page of the columns, as they stand there. */
export function formOf(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [, name, options] of text.matchAll(
    /<select[^>]*name="(\w+)"[^>]*>([\s\S]*?)<\/select>/g
  )) {
    if (/^(?:column_|mode|decimal|dates)/.test(name))
      fields[name] = /value="([^"]*)"[^>]*?selected/.exec(options)?.[1] ?? ''
  }
  fields.options = [...text.matchAll(/name="options" value="(\w+)" checked/g)].map(([, one]) => one)
  return fields
}

export const quietly = {
  signal: new AbortController().signal,
  progress: () => {},
  breathe: async () => {},
}

async function actorOf(id: number) {
  const { userId } = await readImport(id)
  const actor = await loadActor(userId)
  if (!actor) throw new Error('The user is gone')
  return actor
}

/** Uploads a file, takes the columns as guessed, and checks the rows. */
export async function uploadAndCheck(
  visitor: Visitor,
  kind: string,
  {
    name = 'table.csv',
    content,
    choose = {},
  }: { name?: string; content: string | Uint8Array; choose?: Record<string, string | string[]> }
) {
  const { id, text } = await sendFile(visitor, kind, { name, content })
  if (!id) throw new Error(`The upload was refused: ${text}`)
  const page = await visitor.get(`/imports/${id}/columns`)
  const answer = await visitor.post(
    `/imports/${id}/check`,
    { ...formOf(page.text), ...choose },
    { from: `/imports/${id}/columns` }
  )
  if (answer.location !== `/imports/${id}`)
    throw new Error(`The check did not begin: ${answer.location}`)
  await checkImport(id, await actorOf(id), quietly)
  return { id, counts: await countRows(id) }
}

/** Presses "Import" and does what the background would. */
export async function importRows(visitor: Visitor, id: number) {
  await visitor.get(`/imports/${id}`)
  await visitor.post(`/imports/${id}/start`, {}, { from: `/imports/${id}` })
  await applyImport(id, await actorOf(id), quietly)
  return countRows(id)
}

export async function undoRows(visitor: Visitor, id: number) {
  await visitor.get(`/imports/${id}`)
  await visitor.post(`/imports/${id}/undo`, {}, { from: `/imports/${id}` })
  await undoImport(id, await actorOf(id), quietly)
  return countRows(id)
}
