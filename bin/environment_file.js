import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './project_node.js'

/** Writes `.env` with a fresh key, readable by this user only. One that is there is never touched. */
export function writeEnvironmentFile() {
  const file = join(ROOT, '.env')
  if (existsSync(file)) return
  const text = [
    '# Settings of this installation. README.md lists them all, .env.example shows them.',
    '# The key signs sessions and tokens: keep it secret, and keep it when you move the data.',
    `APP_KEY=${randomBytes(32).toString('base64url')}`,
    '',
  ].join('\n')
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  process.stdout.write('Wrote .env with a fresh key.\n')
}
