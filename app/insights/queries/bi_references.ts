import type { FileReferences } from '#files/references'
import { readManifest } from '#insights/actions/export_bi'
import { DICTIONARY_JSON, DICTIONARY_TEXT } from '#insights/bi/dictionary'
import { MANIFEST } from '#insights/bi/manifest'
import { BI_FOLDER, biKey, biStore } from '#insights/bi/store'

const PREFIX = `${BI_FOLDER}/`

/** The files of the export for BI tools, of which its manifest tells. */
export const biReferences: FileReferences = {
  name: 'Export for BI tools',
  store: 'exports',
  prefix: PREFIX,
  remedy: 'Run the export again: it writes what is missing',
  async *needed() {
    const manifest = await readManifest(biStore())
    if (!manifest) return
    for (const name of [MANIFEST, DICTIONARY_JSON, DICTIONARY_TEXT]) yield biKey(name)
    for (const { path } of manifest.files) yield biKey(path)
  },
  /** Without a manifest of this version nobody knows what belongs to it: the next export tidies up. */
  async *allowed() {
    if (await readManifest(biStore())) return
    for await (const { key } of biStore().list(PREFIX)) yield key
  },
}
