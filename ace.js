/*
| `node ace.js NAME` (or `npm run ace -- NAME`). It starts itself again under the Node 24 that npm
| installed with the project, so that any `node` on the PATH will do.
*/
import { relaunchUnderProjectNode } from './bin/project_node.js'

if (!relaunchUnderProjectNode(import.meta.filename)) {
  await import('@poppinss/ts-exec')
  await import('./bin/console.ts')
}
