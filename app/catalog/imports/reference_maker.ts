import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { parseInput } from '#core/resource/parse_input'
import type { UnitOfWork } from '#core/unit_of_work'
import { createCategory } from '#catalog/actions/create_category'
import { createCompany } from '#catalog/actions/create_company'
import { findNamed } from '#catalog/imports/named'
import {
  CATEGORY_REFERENCE,
  COMPANY_REFERENCE,
  type Referred,
} from '#catalog/queries/find_reference'
import { categoryResource } from '#catalog/resources/category'
import { companyResource } from '#catalog/resources/company'

interface Made {
  model: string
  id: number
}

/** Gives the ids of categories and suppliers that rows name, and makes those that are missing. */
export class ReferenceMaker {
  #ids = new Map<string, number>()
  #made: Made[] = []

  constructor(
    private unit: UnitOfWork,
    private actor: Actor
  ) {}

  /** What was made since it was last asked. */
  takeMade(): Made[] {
    const made = this.#made
    this.#made = []
    return made
  }

  category(path: string): Promise<number> {
    return this.#idOf(CATEGORY_REFERENCE, path, () => this.#makeCategory(path))
  }

  supplier(name: string): Promise<number> {
    return this.#idOf(COMPANY_REFERENCE, name, () => this.#makeSupplier(name))
  }

  async #idOf({ table, names }: Referred, name: string, make: () => Promise<number>) {
    const key = `${table}\n${name}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const named = await findNamed(this.unit.trx, { table, columns: names }, [name])
    const found = named.get(name)
    if (found === 'several') throw InvalidInput.whole(t('Several are called “{name}”.', { name }))
    const id = typeof found === 'object' ? found.id : await make()
    this.#ids.set(key, id)
    return id
  }

  async #makeCategory(path: string): Promise<number> {
    const at = path.lastIndexOf('/')
    const name = path.slice(at + 1).trim()
    const parent = at > 0 ? await this.category(path.slice(0, at).trim()) : null
    const values = await parseInput(categoryResource, { name, parent }, { client: this.unit.trx })
    const id = await createCategory(values, this.actor, this.unit)
    this.#made.push({ model: 'category', id })
    return id
  }

  async #makeSupplier(name: string): Promise<number> {
    const values = await parseInput(
      companyResource,
      { name, is_supplier: true },
      { client: this.unit.trx }
    )
    const id = await createCompany(values, this.actor, this.unit)
    this.#made.push({ model: 'company', id })
    return id
  }
}
