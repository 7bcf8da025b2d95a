import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import { parseDay } from '#core/time'
import { subtreeIds } from '#core/tree'

/** Reads the query string of a list; what cannot be used narrows nothing. */
export class ListQuery {
  #query: Record<string, unknown>

  constructor({ request }: { request: Pick<HttpContext['request'], 'qs'> }) {
    this.#query = request.qs()
  }

  /** Of parameters that were kept. */
  static of(query: Record<string, unknown>): ListQuery {
    return new ListQuery({ request: { qs: () => query } })
  }

  text(name: string): string {
    const value = this.#query[name]
    return typeof value === 'string' ? value.trim().slice(0, 100) : ''
  }

  /** These parameters as an address's query; those that are not set are left out. */
  only(names: readonly string[]): string {
    const parameters = new URLSearchParams()
    for (const name of names) if (this.text(name)) parameters.set(name, this.text(name))
    return parameters.toString()
  }

  id(name: string): number | undefined {
    const text = this.text(name)
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  }

  day(name: string): string | undefined {
    return parseDay(this.text(name)) ?? undefined
  }

  isSet(name: string): boolean {
    return this.text(name) === '1'
  }

  page(): number {
    return Math.min(Math.max(this.id('page') ?? 1, 1), 100_000)
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name)
    return choices.find((choice) => choice === text)
  }

  /** A node of a tree with all below it; an unknown one selects nothing. */
  async subtree(name: string, table: string): Promise<number[] | undefined> {
    const id = this.id(name)
    if (id === undefined) return undefined
    const ids = await subtreeIds(db.connection(), table, id)
    return ids.length > 0 ? ids : [0]
  }
}
