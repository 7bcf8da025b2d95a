import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import type { Actor, Area } from '#core/access'
import type { Row } from '#core/sql'
import type { Field, InputField, ReadContext } from '#core/resource/field'

export type Fields = Record<string, Field>

/** Query rows as the builder gives them: plain objects. */
export type Query = DatabaseQueryBuilderContract<Row>

/** Narrows a list by one query parameter; an unusable value is ignored, as InvenTree does. */
export interface Filter {
  apply: (
    query: Query,
    value: string,
    all: Readonly<Record<string, string>>
  ) => void | Promise<void>
  /** For OPTIONS and OpenAPI. */
  type: 'boolean' | 'integer' | 'string' | 'date' | 'number'
  help?: string
}

export interface ListOptions {
  filters?: Record<string, Filter>
  /** Narrows the list to what the words of `?search=` match. */
  search?: (query: Query, words: string[]) => void
  /** What `?ordering=` may name, each with the columns it sorts by; an index must serve them. */
  ordering?: Record<string, readonly string[]>
  /** The order without `?ordering=`, without the id that always comes last. */
  defaultOrder: readonly string[]
  /** Further tables whose changes change the list's count. */
  countedTables?: readonly string[]
}

/** One kind of object of the API: everything list, detail, input, OPTIONS and OpenAPI are made from. */
export interface Resource<F extends Fields = Fields> {
  /** The model's name in OPTIONS and for nested details, such as "partcategory". */
  model: string
  /** The class name of a 404, such as "PartCategory". */
  title: string
  /** For people: "Part category". */
  label: string
  table: string
  area: Area
  path: string
  fields: F
  /** Joins the tables that fields select from; only outer joins, so that no row is lost. */
  join?: (query: Query) => void
  /** What every list, count and detail leaves out, such as deleted rows. */
  scope?: (query: Query) => void
  /** Leaves out what this user may not see at all. */
  visibleTo?: (query: Query, actor: Actor) => void
  /** Reads sums and counts for one page of rows and writes them onto the rows. */
  complete?: (rows: Row[], context: ReadContext) => Promise<void>
  list: ListOptions
}

/** What parsing a whole input of the resource gives. */
export type InputOf<R extends Resource> = {
  [
    Name in keyof R['fields'] as R['fields'][Name] extends InputField<unknown> ? Name : never
  ]: R['fields'][Name] extends InputField<infer Value> ? Value : never
}

const byModel = new Map<string, Resource>()

/** Describes a resource, and makes it known by its model name for nested details. */
export function defineResource<const F extends Fields>(resource: Resource<F>): Resource<F> {
  byModel.set(resource.model, resource)
  return resource
}

/** The resource with that model name; modules to the right of the asker define theirs at boot. */
export function resourceOf(model: string): Resource {
  const resource = byModel.get(model)
  if (!resource) throw new Error(`No resource describes the model "${model}"`)
  return resource
}

export function allResources(): Resource[] {
  return [...byModel.values()]
}
