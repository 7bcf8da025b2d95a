import { spawn } from 'node:child_process'
import { PROGRAMS } from '#tests/helpers/programs'

/** Runs a command of the product with these settings besides those of the tests. */
export function ace(args: string[], settings: Record<string, string>) {
  return new Promise<{ code: number; text: string }>((resolve) => {
    const child = spawn(process.execPath, ['ace.js', ...args], {
      cwd: PROGRAMS,
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...settings },
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece))
    child.on('exit', (code) => resolve({ code: code ?? 1, text }))
  })
}
