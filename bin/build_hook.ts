import { buildStaleAssets } from './assets.js'

/** `node ace build` takes the scripts and styles along that it finds in public/. */
export default function buildAssets(): void {
  buildStaleAssets((line) => process.stdout.write(`${line}\n`))
}
