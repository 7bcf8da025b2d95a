import { eventually } from '#tests/helpers/patience'
import type { Program } from '#tests/helpers/program'
import type { Visitor } from '#tests/helpers/visitor'

type Ask = (sql: string) => Promise<Record<string, unknown>[]>

interface ShownWorker {
  process_id: number
  tasks: { pk: number; name: string }[]
}

interface ShownRun {
  pk: number
  status: string
  attempt_count: number
}

/** What the console says by the API and on its page, beside what the database has. */
export class JobConsole {
  constructor(
    private program: Program,
    private visitor: Visitor,
    private ask: Ask
  ) {}

  /** Waits until the runs that are shown are those of the database; both are asked again when one ended meanwhile. */
  async tellsTheTruth(): Promise<void> {
    await eventually(
      async () => {
        const before = await this.#pendingRuns()
        const { json } = await this.program.get('/api/background-task/pending/')
        const overview = await this.program.get('/api/background-task/')
        const after = await this.#pendingRuns()
        const shown = (json ?? []).map((run: ShownRun) => textOf(run)).sort()
        return { before, shown, count: overview.json?.pending_tasks, after }
      },
      ({ before, shown, count, after }) =>
        [shown, after].every((list) => String(list) === String(before)) && count === before.length
    )
  }

  async workers(): Promise<ShownWorker[]> {
    const { json } = await this.program.get('/api/background-task/workers/')
    return json?.workers ?? []
  }

  /** Waits until exactly the processes with these ids are shown as alive, by the API and on the page. */
  async showsAlive(processes: (number | undefined)[], patienceMs?: number): Promise<void> {
    await eventually(
      async () => ({
        alive: (await this.workers()).map((worker) => worker.process_id),
        page: await this.#workersOnPage(),
      }),
      ({ alive, page }) =>
        [alive, page].every((list) => String(list.toSorted()) === String(processes.toSorted())),
      patienceMs
    )
  }

  /** Waits until a worker is shown at this run; gives its process id. */
  async workerAt(runId: number, patienceMs?: number): Promise<number> {
    const found = await eventually(
      async () => {
        const workers = await this.workers()
        return workers.find(({ tasks }) => tasks.some(({ pk }) => pk === runId))
      },
      (worker) => worker !== undefined,
      patienceMs
    )
    return found?.process_id ?? 0
  }

  async page(): Promise<string> {
    const { text } = await this.visitor.get('/admin/jobs')
    return text
  }

  async #workersOnPage(): Promise<number[]> {
    const [, table = ''] =
      /aria-labelledby="workers-title"(.*?)<\/section>/s.exec(await this.page()) ?? []
    return [...table.matchAll(/<span class="quiet">(\d+) · /g)].map(([, id]) => Number(id))
  }

  async #pendingRuns(): Promise<string[]> {
    const rows = await this.ask(
      `SELECT id AS pk, state AS status, attempts AS attempt_count FROM job_runs
        WHERE state IN ('waiting', 'running', 'failed')`
    )
    return rows.map(textOf).sort()
  }
}

function textOf({ pk, status, attempt_count: attempts }: Partial<ShownRun>): string {
  return `${pk} ${status} ${attempts}`
}
