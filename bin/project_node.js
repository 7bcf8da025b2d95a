import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR = 24

/** The folder that holds package.json. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The Node binary that npm installed with the project, or undefined on a platform without one. */
export function projectNode() {
  const names = process.platform === 'win32' ? ['node.exe', 'node.cmd'] : ['node']
  return names
    .map((name) => join(ROOT, 'node_modules', '.bin', name))
    .find((candidate) => existsSync(candidate))
}

/** True when this process already runs a Node that can run the product. */
export function isProjectNode() {
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR
}

/** Begins Node 24 with `nodeArguments` and the same terminal; gives the child. */
export function spawnProjectNode(nodeArguments, options = {}) {
  const binary = isProjectNode() ? process.execPath : projectNode()
  if (!binary) {
    process.stderr.write(
      `Bincard needs Node ${NODE_MAJOR} or later (this is ${process.version}), and npm has none for ` +
        `${process.platform}-${process.arch}. Install Node ${NODE_MAJOR} and run the command again.\n`
    )
    process.exit(1)
  }
  return spawn(binary, nodeArguments, { stdio: 'inherit', cwd: ROOT, ...options })
}

/** Runs Node 24 in the place of this process: it gets the signals, and this one ends as it ends. */
export function runUnderProjectNode(nodeArguments, options = {}) {
  const child = spawnProjectNode(nodeArguments, options)
  stopWithNpm(child)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.exitCode === null && child.kill(signal))
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

// npm runs a script through a shell, which does not pass on the signal that ends npm.
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  watch.unref()
}

/** Starts `script` again under the project's Node when this one is too old; says whether it did. */
export function relaunchUnderProjectNode(script) {
  if (isProjectNode()) return false
  runUnderProjectNode([script ?? process.argv[1], ...process.argv.slice(2)])
  return true
}
