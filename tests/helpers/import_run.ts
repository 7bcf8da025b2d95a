import { setTimeout as sleep } from 'node:timers/promises'
import { formOf } from '#tests/helpers/imports'
import type { Visitor } from '#tests/helpers/visitor'

/** Sends a file to a server, agrees to the columns as guessed, and begins the check; gives the page of the import. */
export async function beginImport(
  base: string,
  visitor: Visitor,
  { kind, content }: { kind: string; content: string }
): Promise<string> {
  const account = await visitor.get('/account')
  const token = /name=["']csrf-token["'] content=["']([^"']+)/.exec(account.text)?.[1] ?? ''
  const form = new FormData()
  form.append('file', new Blob([content]), 'table.csv')
  const answer = await fetch(`${base}/imports/files?kind=${kind}`, {
    method: 'POST',
    body: form,
    headers: { 'cookie': visitor.cookies, 'hx-request': 'true', 'x-csrf-token': token },
  })
  const columns = answer.headers.get('hx-redirect') ?? ''
  const address = columns.replace('/columns', '')
  const page = await visitor.get(columns)
  await visitor.post(`${address}/check`, formOf(page.text), { from: columns })
  return address
}

/** Gives the page of an import whose check, or whose import, has ended. */
export async function untilOver(visitor: Visitor, address: string) {
  for (;;) {
    const { headers } = await visitor.get(`${address}/progress`)
    if (headers.get('hx-redirect')) return visitor.get(address)
    await sleep(50)
  }
}

/** Gives how many rows are done, as soon as there are some. */
export async function untilSomeAreDone(visitor: Visitor, address: string): Promise<number> {
  for (;;) {
    const { text, headers } = await visitor.get(`${address}/progress`)
    const done = Number(/([\d,]+) of/.exec(text)?.[1].replaceAll(',', '') ?? 0)
    if (done > 0 || headers.get('hx-redirect')) return done
    await sleep(20)
  }
}

/** A count of the page of an import. */
export function shownCount(text: string, name: string): number {
  const found = new RegExp(`data-count="${name}">([^<]*)<`).exec(text)?.[1] ?? '-1'
  return Number(found.replaceAll(',', ''))
}
