import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(?:js|css|svg)$/
/** Smaller files fit into one packet either way. */
const LEAST_BYTES = 1000

/** Vite: writes each script and style sheet once more as .br and .gz, for the server to send as they are. */
export function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (COMPRESSIBLE.test(name)) compress(join(dir, name))
      }
    },
  }
}

function compress(file: string): void {
  const content = readFileSync(file)
  if (content.length < LEAST_BYTES) return
  writeFileSync(`${file}.br`, brotliCompressSync(content))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}
