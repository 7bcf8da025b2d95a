import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '#files/stores/disk_faults'

/** The keys of all files below a folder of a store; what begins with a dot belongs to the store itself. */
export async function* walkFiles(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  )
  entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const key = `${folder}${entry.name}`
    if (entry.isDirectory()) yield* walkFiles(root, `${key}/`)
    else if (entry.isFile()) yield key
  }
}
