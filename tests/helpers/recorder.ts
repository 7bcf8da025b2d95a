import { randomUUID } from 'node:crypto'
import { transact } from '#core/unit_of_work'
import { recordEvent, type CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import { eventually } from '#tests/helpers/patience'

export const RECORDED = 'bincard.test.v1'

/** A read model that remembers the events of one subject; fails on those it is told to. */
export class Recorder implements Projection {
  name = `recorder ${randomUUID()}`
  subject = String(Math.trunc(Math.random() * 1e9))
  seen: string[] = []
  failing = new Set<string>()

  async apply(events: readonly CloudEvent[]) {
    const own = events.filter(({ subject }) => subject === this.subject)
    const bad = own.find(({ id }) => this.failing.has(id))
    if (bad) throw new Error(`cannot take ${bad.id}`)
    this.seen.push(...own.map(({ id }) => id))
  }

  async rebuild() {}

  async *verify() {}

  record(): Promise<string> {
    return transact((unit) =>
      recordEvent(unit, { type: RECORDED, subject: this.subject, data: {} })
    )
  }

  /** So many in one transaction. */
  recordMany(count: number): Promise<string[]> {
    return transact(async (unit) => {
      const ids: string[] = []
      for (let index = 0; index < count; index++) {
        const facts = { type: RECORDED, subject: this.subject, data: { index } }
        ids.push(await recordEvent(unit, facts))
      }
      return ids
    })
  }

  /** Waits until it has these, and gives all that it has. */
  has(ids: string[]): Promise<string[]> {
    return eventually(
      () => this.seen,
      (seen) => {
        const known = new Set(seen)
        return ids.every((id) => known.has(id))
      }
    )
  }
}
