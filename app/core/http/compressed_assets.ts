import { existsSync, readdirSync } from 'node:fs'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'

const FOLDER = 'public/assets'
const ASSET = /^\/assets\/([\w.-]+\.(js|css|svg))$/
const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}
/** The smaller one first: whoever takes both is sent that. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
]

let known: Set<string> | undefined

/**
 * Where the build has left a compressed copy that the browser takes, lets the file server send that
 * one instead, as the same resource in another encoding.
 */
export function preferCompressed({ request, response }: HttpContext): void {
  const [, name, extension] = ASSET.exec(request.url()) ?? []
  if (!name) return
  const offered = ENCODINGS.filter(({ suffix }) => builtFiles().has(name + suffix))
  if (offered.length === 0) return
  response.vary('Accept-Encoding')
  const accepted = acceptedEncodings(request.header('accept-encoding', '') ?? '')
  const chosen = offered.find((encoding) => accepted.has(encoding.name))
  if (!chosen) return
  response.header('Content-Encoding', chosen.name)
  response.header('Content-Type', TYPES[extension])
  request.request.url = `/assets/${name}${chosen.suffix}`
}

/** What the header names and does not refuse with q=0. */
function acceptedEncodings(header: string): Set<string> {
  const named = header
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
  return new Set(
    named
      .filter(([, weight]) => !weight || Number(weight.replace(/^q=/, '')) > 0)
      .map(([name]) => name)
  )
}

/** In production the files stay as they are while the server runs. */
function builtFiles(): Set<string> {
  if (known && app.inProduction) return known
  const folder = app.makePath(FOLDER)
  known = new Set(existsSync(folder) ? readdirSync(folder) : [])
  return known
}
