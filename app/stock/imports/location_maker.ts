import type { Actor } from '#core/access'
import { parseInput } from '#core/resource/parse_input'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'
import { createLocation } from '#stock/actions/create_location'
import { locationResource } from '#stock/resources/location'

/** Gives the ids of locations by their paths, and makes those that are missing with all above them. */
export class LocationMaker {
  #ids = new Map<string, number>()

  constructor(
    private unit: UnitOfWork,
    private actor: Actor
  ) {}

  /** `made` holds the ids of those that were not there, from the top down. */
  async idOf(path: string): Promise<{ id: number; made: number[] }> {
    const known = await this.find(path)
    if (known !== undefined) return { id: known, made: [] }
    const at = path.lastIndexOf('/')
    const above = at > 0 ? await this.idOf(path.slice(0, at)) : null
    const id = await this.#make(path.slice(at + 1).trim(), above?.id ?? null)
    this.#ids.set(path, id)
    return { id, made: [...(above?.made ?? []), id] }
  }

  /** The location with that path, if it is there. */
  async find(path: string): Promise<number | undefined> {
    const known = this.#ids.get(path)
    if (known !== undefined) return known
    const row: Row | null = await this.unit.trx
      .from('stock_locations')
      .where('pathstring', path)
      .first()
    if (!row) return undefined
    this.#ids.set(path, Number(row.id))
    return Number(row.id)
  }

  async #make(name: string, parent: number | null): Promise<number> {
    const values = await parseInput(locationResource, { name, parent }, { client: this.unit.trx })
    return createLocation(values, this.actor, this.unit)
  }
}
