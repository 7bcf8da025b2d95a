import { formOf } from '#tests/helpers/imports'
import { eventually, fetchInTime } from '#tests/helpers/patience'
import type { Visitor } from '#tests/helpers/visitor'

/** The longest of the tests, with everything killed meanwhile. */
const OVER_WITHIN_MS = 240_000

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
  const answer = await fetchInTime(`${base}/imports/files?kind=${kind}`, {
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
  await eventually(
    () => visitor.get(`${address}/progress`),
    ({ headers }) => headers.get('hx-redirect') !== null,
    OVER_WITHIN_MS
  )
  return visitor.get(address)
}

/** Gives how many rows are done, as soon as there are some. */
export async function untilSomeAreDone(visitor: Visitor, address: string): Promise<number> {
  let isOver = false
  return eventually(
    async () => {
      const { text, headers } = await visitor.get(`${address}/progress`)
      const done = Number(/([\d,]+) of/.exec(text)?.[1].replaceAll(',', '') ?? 0)
      isOver = headers.get('hx-redirect') !== null
      return done
    },
    (done) => done > 0 || isOver,
    OVER_WITHIN_MS
  )
}

/** A count of the page of an import. */
export function shownCount(text: string, name: string): number {
  const found = new RegExp(`data-count="${name}">([^<]*)<`).exec(text)?.[1] ?? '-1'
  return Number(found.replaceAll(',', ''))
}
