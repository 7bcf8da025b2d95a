import { defineConfig } from '@adonisjs/static'

const ASSETS = /[\\/]public[\\/]assets[\\/]/
const A_DAY = 'public, max-age=86400'

/** The names of built assets change with their content; other files may change under their name. */
export default defineConfig({
  enabled: true,
  etag: true,
  lastModified: true,
  dotFiles: 'ignore',
  maxAge: '365d',
  immutable: true,
  headers: (path): Record<string, string> => (ASSETS.test(path) ? {} : { 'Cache-Control': A_DAY }),
})
