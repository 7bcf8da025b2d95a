import { existsSync, readFileSync, statSync } from 'node:fs'
import app from '@adonisjs/core/services/app'
import env from '#start/env'

const MANIFEST = 'public/assets/.vite/manifest.json'

interface Entry {
  file: string
}

let known: { readAt: number; entries: Record<string, Entry> } | undefined

/**
 * The URL of a built script or style sheet ("resources/js/app.js"), on this host or on the one that assets
 * are published to; null before the first build.
 */
export function assetUrl(source: string): string | null {
  const entry = manifest()[source]
  return entry ? `${env.files.assetsUrl}/assets/${entry.file}` : null
}

/** A build may replace the manifest while a development server runs; in production it never moves. */
function manifest(): Record<string, Entry> {
  if (known && app.inProduction) return known.entries
  const path = app.makePath(MANIFEST)
  if (!existsSync(path)) return {}
  const readAt = statSync(path).mtimeMs
  if (known?.readAt !== readAt) known = { readAt, entries: JSON.parse(readFileSync(path, 'utf8')) }
  return known.entries
}
