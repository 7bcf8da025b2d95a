import { DateTime } from 'luxon'
import { companyTimeZone } from '#core/time'

const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$/
const LARGEST_CACHE = 50_000

/** A local moment of a file: UTC as the database keeps it, and the local day it lies on. */
export interface LocalMoment {
  at: string
  day: string
}

/**
 * Reads local times of the company's zone, and moves them by `shiftDays`. The calendar is asked once
 * for each hour, because within an hour the offset from UTC stays the same.
 */
export class LocalClock {
  #hours = new Map<string, LocalMoment | null>()

  constructor(private shiftDays = 0) {}

  /** Null when the text is no date and time that there was. */
  read(text: string): LocalMoment | null {
    const match = LOCAL_TIME.exec(text)
    if (!match) return null
    const [, date, hour, minute, second = '00'] = match
    const start = this.#hour(`${date}T${hour}`)
    if (!start) return null
    // A zone such as India's is not whole hours away from UTC: there the minute differs, too.
    if (!start.at.endsWith(':00')) return this.#ask(`${date}T${hour}:${minute}:${second}`)
    return { at: `${start.at.slice(0, 13)}:${minute}:${second}.000`, day: start.day }
  }

  #hour(hour: string): LocalMoment | null {
    let known = this.#hours.get(hour)
    if (known === undefined) {
      if (this.#hours.size >= LARGEST_CACHE) this.#hours.clear()
      known = this.#ask(`${hour}:00:00`)
      if (known) known.at = known.at.slice(0, 16)
      this.#hours.set(hour, known)
    }
    return known
  }

  #ask(time: string): LocalMoment | null {
    const local = DateTime.fromISO(time, { zone: companyTimeZone() }).plus({ days: this.shiftDays })
    if (!local.isValid) return null
    return {
      at: local.toUTC().toFormat('yyyy-MM-dd HH:mm:ss.SSS'),
      day: local.toFormat('yyyy-MM-dd'),
    }
  }
}

/** The same time of day, so many days before. */
export function daysBefore(at: string, days: number): string {
  const moment = Date.parse(`${at.replace(' ', 'T')}Z`) - days * 86_400_000
  return new Date(moment).toISOString().slice(0, 23).replace('T', ' ')
}
