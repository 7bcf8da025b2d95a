import { relative } from 'node:path'
import env from '#start/env'
import type { SignInHint } from './first_start.js'

/** Tells the operator where the product is and how to sign in. */
export function greet({ text, file, isSetUpNeeded }: SignInHint): void {
  const lines = [`Bincard is ready: ${env.appUrl}`]
  if (isSetUpNeeded) lines.push('Open it to make the first administrator.')
  if (text) lines.push('Sign in with one of these names and passwords:', text.trimEnd())
  if (file) lines.push(`${text ? 'They are kept in' : 'How to sign in:'} ${shortPath(file)}`)
  if (text && env.demo) lines.push('The demo data is loading: the pages fill while you look.')
  lines.push('Ctrl-C stops it.', '')
  process.stdout.write(lines.join('\n'))
}

function shortPath(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}
