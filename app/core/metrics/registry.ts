import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import logger from '@adonisjs/core/services/logger'

/** What the database tells is asked for again after so long, however often somebody scrapes. */
const FRESH_MS = 5_000

/** All figures of this process, as Prometheus reads them. */
export const registry = new Registry()

export interface Figure {
  labels?: Record<string, string>
  /** Left out where nobody knows. */
  value: number | null
}

interface GaugeDescription {
  help: string
  /** Names of a few values each: what grows with the data is no label. */
  labels?: readonly string[]
}

export interface StateMetrics<Name extends string = string> {
  gauges: Record<Name, GaugeDescription>
  /** All figures of the part in a few bounded queries. */
  read: () => Promise<Record<Name, readonly Figure[]>>
}

interface Part {
  gauges: Map<string, Gauge>
  read: () => Promise<Record<string, readonly Figure[]>>
}

const parts = new Map<string, Part>()

const failures = new Counter({
  name: 'bincard_metrics_read_failures_total',
  help: 'How often the figures of a part could not be read; they are left out then',
  labelNames: ['part'],
  registers: [registry],
})

/** Adds gauges whose figures are read when somebody asks for them. A part that is there already is replaced. */
export function registerStateMetrics<Name extends string>(
  part: string,
  { gauges, read }: StateMetrics<Name>
): void {
  const made = new Map<string, Gauge>()
  for (const [name, { help, labels = [] }] of Object.entries<GaugeDescription>(gauges)) {
    registry.removeSingleMetric(name)
    made.set(name, new Gauge({ name, help, labelNames: [...labels], registers: [registry] }))
  }
  failures.inc({ part }, 0)
  parts.set(part, { gauges: made, read })
}

let readAt = 0
let reading: Promise<void> | null = null
let isCollecting = false

/** The figures of this process as text for Prometheus; also where the database does not answer. */
export async function metricsText(): Promise<string> {
  if (!isCollecting) collectDefaultMetrics({ register: registry })
  isCollecting = true
  if (Date.now() - readAt >= FRESH_MS) {
    reading ??= readParts().finally(() => (reading = null))
    await reading
  }
  return registry.metrics()
}

/** The next one who asks is told what is so by then. */
export function forgetFigures(): void {
  readAt = 0
}

async function readParts(): Promise<void> {
  for (const [name, part] of parts) await readPart(name, part)
  readAt = Date.now()
}

async function readPart(name: string, { gauges, read }: Part): Promise<void> {
  const figures = await read().catch((error: unknown) => {
    failures.inc({ part: name })
    logger.warn({ err: error, part: name }, 'metrics could not be read')
    // An old figure would pass for the truth.
    return {}
  })
  for (const gauge of gauges.values()) clear(gauge)
  for (const [metric, ofMetric] of Object.entries(figures)) show(gauges.get(metric), ofMetric)
}

/** Also a gauge without labels has no figure then; by itself it would be 0. */
function clear(gauge: Gauge): void {
  gauge.reset()
  gauge.remove({})
}

function show(gauge: Gauge | undefined, figures: readonly Figure[]): void {
  for (const { labels = {}, value } of figures) if (value !== null) gauge?.set(labels, value)
}
