import type { Program } from '#tests/helpers/program'

/** How a token that has just been revoked is answered when it is used a second after that, or later. */
export async function answersAfterASecond(revoked: Program): Promise<number[]> {
  const refusedFrom = Date.now() + 1_000
  const answers = new Set<number>()
  for (
    let begun = Date.now();
    answers.size === 0 || begun < refusedFrom + 500;
    begun = Date.now()
  ) {
    const { status } = await revoked.get('/api/user/me/')
    if (begun >= refusedFrom) answers.add(status)
  }
  return [...answers]
}

/** Revokes the token of this name by `administrator`. */
export async function revokeToken(administrator: Program, name: string): Promise<void> {
  const { json } = await administrator.get('/api/user/tokens/')
  const tokens: { id: number; name: string }[] = json.results ?? json
  const { id } = tokens.find((token) => token.name === name) ?? { id: 0 }
  await administrator.send('DELETE', `/api/user/tokens/${id}/`)
}
