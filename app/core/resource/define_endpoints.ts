import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import type { Right } from '#core/access'
import {
  allowedMethods,
  defineEndpoint,
  type Endpoint,
  idOf,
  type Method,
} from '#core/http/endpoint'
import { sendJson, sendJsonText } from '#core/http/json'
import { type Body, readApiBody } from '#core/http/read_api_body'
import { type Answer, answerOnce } from '#core/idempotency'
import { answerList } from '#core/resource/answer_list'
import { answerBulkChange, answerBulkDelete } from '#core/resource/bulk'
import { allExpansions, askedExpansions } from '#core/resource/encode'
import {
  filterParameters,
  inputSchema,
  listSchema,
  objectSchema,
} from '#core/resource/open_api_schemas'
import { optionsOf } from '#core/resource/options'
import { parseInput } from '#core/resource/parse_input'
import { queryOf } from '#core/resource/query_string'
import { readOne, requireRow } from '#core/resource/read_rows'
import type { InputOf, Resource } from '#core/resource/resource'
import type { UnitOfWork } from '#core/unit_of_work'

/** The actions behind a resource's endpoints; what is left out cannot be done through the API. */
export interface ResourceActions<R extends Resource> {
  create?: (values: InputOf<R>, actor: Actor, unit: UnitOfWork) => Promise<number>
  update?: (
    change: { id: number; values: Partial<InputOf<R>> },
    actor: Actor,
    unit: UnitOfWork
  ) => Promise<unknown>
  remove?: (id: number, actor: Actor, unit: UnitOfWork) => Promise<unknown>
  /** What may be done to many at once, by PUT and PATCH or by DELETE on the list. */
  bulk?: readonly ('change' | 'delete')[]
}

export interface ServeOptions {
  /** Another address of the same resource; its own path when left out. */
  path?: string
  /** Endpoints that the module answers itself, such as "DELETE :id/". */
  except?: readonly Address[]
  /** Turns what clients of this address may send into what the resource's fields read. */
  prepare?: (body: Body, unit: UnitOfWork) => Promise<Body>
  /** Takes a file that comes with a change. */
  upload?: Upload
}

export interface Upload {
  /** How large a form may be that brings one. */
  largestForm: number
  /**
   * Looks at the file before the transaction, which others wait for; gives what keeps it within,
   * or null when the body has none.
   */
  receive: (body: Body) => Promise<KeepUpload | null>
}

export type KeepUpload = (id: number, actor: Actor, unit: UnitOfWork) => Promise<void>

type Handler = (ctx: HttpContext) => unknown
/** "GET " is the list's, "GET :id/" the single object's. */
type Address = `${Method} ${'' | ':id/'}`
type Facts = Partial<Endpoint> & { summary: string; right?: Right }
type Add = (address: Address, facts: Facts, handler: Handler) => void

/** Makes every endpoint of a resource: list, detail, create, change, delete, OPTIONS and bulk. */
export function defineResourceEndpoints<R extends Resource>(
  resource: R,
  actions: ResourceActions<R>,
  { path = resource.path, except = [], prepare, upload }: ServeOptions = {}
): void {
  const add: Add = (address, { right, ...facts }, handler) => {
    if (except.includes(address)) return
    const [method, suffix] = splitAddress(address)
    const needs = right && ([resource.area, right] as const)
    defineEndpoint({ method, path: path + suffix, tag: resource.label, needs, ...facts }, handler)
  }
  addReading(resource, add)
  const write = { ...actions, prepare, upload }
  addCreation(resource, write, add)
  addChange(resource, write, add)
  if (actions.remove) addRemoval(resource, actions.remove, add)
  addBulk(resource, actions, add)
}

function splitAddress(address: Address): [Method, string] {
  const [method, suffix] = address.split(' ')
  return [method as Method, suffix]
}

function addReading(resource: Resource, add: Add): void {
  const { label } = resource
  add(
    'GET ',
    {
      summary: `${label}: list`,
      right: 'view',
      query: () => filterParameters(resource),
      answer: { status: 200, schema: listSchema(resource) },
    },
    (ctx) => answerList(ctx, resource)
  )
  const one = { status: 200, schema: objectSchema(resource) }
  add('GET :id/', { summary: `${label}: one`, right: 'view', answer: one }, (ctx) =>
    answerDetail(ctx, resource)
  )
  const fields = { status: 200, description: 'The fields and what may be done' }
  add('OPTIONS ', { summary: `${label}: fields`, answer: fields }, (ctx) =>
    answerOptions(ctx, resource, true)
  )
  add('OPTIONS :id/', { summary: `${label}: fields of one`, answer: fields }, (ctx) =>
    answerOptions(ctx, resource, false)
  )
}

/** Answers with one object, with the nested details that were asked for. */
export async function answerDetail(ctx: HttpContext, resource: Resource): Promise<void> {
  const context = { actor: ctx.actor, client: db.connection() }
  const expanded = askedExpansions(resource, queryOf(ctx))
  sendJsonText(ctx, 200, await readOne(resource, idOf(ctx), { expanded, context }))
}

async function answerOptions(ctx: HttpContext, resource: Resource, isList: boolean): Promise<void> {
  if (!isList) await requireRow(resource, idOf(ctx), { actor: ctx.actor, client: db.connection() })
  const methods = allowedMethods(ctx.route?.pattern).split(', ')
  sendJson(ctx, 200, optionsOf(resource, { methods, actor: ctx.actor, isList }))
}

type Writing<R extends Resource> = ResourceActions<R> & Pick<ServeOptions, 'prepare' | 'upload'>

function addCreation<R extends Resource>(
  resource: R,
  { create, prepare = asSent }: Writing<R>,
  add: Add
): void {
  if (!create) return
  const facts: Facts = {
    summary: `${resource.label}: create`,
    right: 'add',
    body: inputSchema(resource),
    answer: { status: 201, schema: objectSchema(resource) },
  }
  add('POST ', facts, async (ctx) => {
    const body = await readApiBody(ctx)
    await answerOnce(ctx, async (unit) => {
      const values = await parseInput(resource, await prepare(body, unit), { client: unit.trx })
      const id = await create(values, ctx.actor, unit)
      return writtenAnswer(201, resource, { id, actor: ctx.actor, unit })
    })
  })
}

async function asSent(body: Body): Promise<Body> {
  return body
}

function addChange<R extends Resource>(
  resource: R,
  { update, prepare = asSent, upload }: Writing<R>,
  add: Add
): void {
  if (!update) return
  for (const method of ['PUT', 'PATCH'] as const) {
    const isWhole = method === 'PUT'
    const facts: Facts = {
      summary: `${resource.label}: ${isWhole ? 'replace' : 'change'}`,
      right: 'change',
      body: inputSchema(resource),
      answer: { status: 200, schema: objectSchema(resource) },
    }
    add(`${method} :id/`, facts, async (ctx) => {
      const body = await readApiBody(ctx, upload)
      const id = idOf(ctx)
      const keep = await upload?.receive(body)
      await answerOnce(ctx, async (unit) => {
        await requireRow(resource, id, { actor: ctx.actor, client: unit.trx })
        const options = { partial: true, isWhole, client: unit.trx }
        const values = await parseInput(resource, await prepare(body, unit), options)
        await update({ id, values }, ctx.actor, unit)
        await keep?.(id, ctx.actor, unit)
        return writtenAnswer(200, resource, { id, actor: ctx.actor, unit })
      })
    })
  }
}

/** The object as it now is, with every nested detail, as InvenTree answers a write. */
export async function writtenAnswer(
  status: number,
  resource: Resource,
  { id, actor, unit }: { id: number; actor: Actor; unit: UnitOfWork }
): Promise<Answer> {
  const context = { actor, client: unit.trx }
  const expanded = allExpansions(resource)
  return { status, text: await readOne(resource, id, { expanded, context }) }
}

function addRemoval(
  resource: Resource,
  remove: NonNullable<ResourceActions<Resource>['remove']>,
  add: Add
): void {
  const facts: Facts = {
    summary: `${resource.label}: delete`,
    right: 'delete',
    answer: { status: 204, description: 'Deleted' },
  }
  add('DELETE :id/', facts, async (ctx) => {
    const id = idOf(ctx)
    await answerOnce(ctx, async (unit) => {
      await requireRow(resource, id, { actor: ctx.actor, client: unit.trx })
      await remove(id, ctx.actor, unit)
      return { status: 204, text: null }
    })
  })
}

function addBulk<R extends Resource>(
  resource: R,
  { update, remove, bulk = [] }: ResourceActions<R>,
  add: Add
): void {
  const answer = {
    status: 200,
    schema: { type: 'object', properties: { success: { type: 'string' } } },
  }
  if (update && bulk.includes('change')) {
    const summary = `${resource.label}: change many`
    const facts: Facts = { summary, right: 'change', body: bulkSchema(resource), answer }
    for (const method of ['PUT', 'PATCH'] as const) {
      add(`${method} `, facts, (ctx) => answerBulkChange(ctx, resource, update))
    }
  }
  if (remove && bulk.includes('delete')) {
    const summary = `${resource.label}: delete many`
    const facts: Facts = { summary, right: 'delete', body: bulkSchema(), answer }
    add('DELETE ', facts, (ctx) => answerBulkDelete(ctx, resource, remove))
  }
}

function bulkSchema(resource?: Resource) {
  const items = {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: { type: 'integer' } } },
  }
  return resource ? { allOf: [inputSchema(resource), items] } : items
}
