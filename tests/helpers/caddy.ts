import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import app from '@adonisjs/core/services/app'
import { freePort } from '#tests/helpers/own_server'
import { eventually, fetchInTime } from '#tests/helpers/patience'

export interface Caddy {
  /** What people open. */
  base: string
  accessLog: string
  /** The hash of the key by which Chromium can trust it. */
  trusted: string
  /** Reads the configuration again. */
  reload(): Promise<unknown>
  stop(): Promise<void>
}

interface Place {
  port: number
  base: string
  upstreams: string[]
  /** Of the Caddyfile, other than usual. */
  settings?: Record<string, string>
}

/** Where a Caddy will stand: what the web processes behind it must know before they start. */
export async function plannedCaddy() {
  const port = await freePort()
  return { port, base: `https://localhost:${port}` }
}

/** Starts Caddy by the product's Caddyfile in front of these web processes; from then on this process trusts it. */
export async function startCaddy(
  folder: string,
  { port, base, upstreams, settings }: Place
): Promise<Caddy> {
  const program = await import(app.makePath('bin/services/caddy.js'))
  const caddy: Caddy & { authority: string } = await program.startCaddy(folder, {
    port,
    upstreams: upstreams.map((upstream) => new URL(upstream).host),
    settings,
  })
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(caddy.authority, 'utf8')])
  await eventually(
    () =>
      fetchInTime(`${base}/health/ready`).then(
        ({ ok }) => ok,
        () => false
      ),
    Boolean
  )
  return caddy
}
