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
 * are published to, there in a coding that the client of this request takes; null before the first build.
 */
export function assetUrl(source: string, acceptEncoding?: string): string | null {
  const entry = manifest()[source]
  if (!entry) return null
  const { assetsUrl } = env.files
  return `${assetsUrl}/${assetsUrl ? publishedFolder(acceptEncoding) : 'assets/'}${entry.file}`
}

/** A bucket sends a file in the one coding it has, so each coding has a folder of its own. */
export const PUBLISHED_FOLDERS = { gzip: 'assets/', br: 'assets/br/' } as const

/** Files find each other by relative names: a page that begins in a folder stays in it. */
export function publishedFolder(acceptEncoding = ''): string {
  const takesBrotli = /(?:^|[\s,])br\s*(?:$|[,;](?!\s*q=0(?:\.0*)?\s*(?:$|,)))/i.test(
    acceptEncoding
  )
  return PUBLISHED_FOLDERS[takesBrotli ? 'br' : 'gzip']
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
