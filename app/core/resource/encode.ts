import type { Row } from '#core/sql'
import type { Expansion, Field, ReadContext } from '#core/resource/field'
import { expansionKey } from '#core/resource/read_only_fields'
import type { Resource } from '#core/resource/resource'

/** Which fields an answer has. */
export interface Shape {
  /** Lists leave out what only the single object has. */
  isList: boolean
  /** The names of the nested details that were asked for. */
  expanded: ReadonlySet<string>
  /** A nested detail has neither sums nor nested details of its own. */
  isNested?: boolean
}

/** Writes rows of a resource as JSON text. */
export type Writer = (row: Row) => string

interface Segment {
  before: string
  encode: (row: Row) => string
}

const writers = new WeakMap<Resource, Map<string, Writer>>()

/** The writer for a shape, compiled once: what never changes is one piece of text between values. */
export function writerFor(resource: Resource, shape: Shape): Writer {
  let known = writers.get(resource)
  if (!known) writers.set(resource, (known = new Map()))
  const key = `${shape.isList}|${Boolean(shape.isNested)}|${[...shape.expanded].join()}`
  let writer = known.get(key)
  if (!writer) known.set(key, (writer = compile(shownFields(resource, shape))))
  return writer
}

/** The fields of an answer, in the order of the wire. */
export function shownFields(resource: Resource, shape: Shape): [string, Field][] {
  return Object.entries(resource.fields).filter(([name, field]) => {
    if (!field.encode && field.constant === undefined) return false
    if (field.expansion) return shape.expanded.has(name)
    return !(shape.isList && field.options.detailOnly)
  })
}

function compile(fields: [string, Field][]): Writer {
  const segments: Segment[] = []
  let before = '{'
  for (const [index, [name, field]] of fields.entries()) {
    const key = `${index === 0 ? '' : ','}${JSON.stringify(name)}:`
    const encode = field.encode?.(name)
    if (field.constant !== undefined || !encode) before += key + (field.constant ?? 'null')
    else {
      segments.push(
        field.omitsEmpty
          ? { before, encode: (row) => prefixed(key, encode(row)) }
          : { before: before + key, encode }
      )
      before = ''
    }
  }
  return writeAll(segments, `${before}}`)
}

function prefixed(key: string, text: string): string {
  return text === '' ? '' : key + text
}

function writeAll(segments: Segment[], end: string): Writer {
  return (row) => {
    let text = ''
    for (const { before, encode } of segments) text += before + encode(row)
    return text + end
  }
}

const expansions = new WeakMap<Resource, [string, Expansion][]>()

function expansionsOf(resource: Resource): [string, Expansion][] {
  let known = expansions.get(resource)
  if (!known) {
    known = Object.entries(resource.fields).flatMap(([name, { expansion }]) =>
      expansion ? [[name, expansion] satisfies [string, Expansion]] : []
    )
    expansions.set(resource, known)
  }
  return known
}

/** The nested details a query asks for by `?{on}=true`, or gets unless it says `false`. */
export function askedExpansions(
  resource: Resource,
  query: Readonly<Record<string, string>>
): Set<string> {
  const asked = new Set<string>()
  for (const [name, { on, byDefault }] of expansionsOf(resource)) {
    const word = query[on]?.trim().toLowerCase()
    const isAsked = byDefault ? word !== 'false' && word !== '0' : word === 'true' || word === '1'
    if (isAsked) asked.add(name)
  }
  return asked
}

/** All nested details: what the answer to a creation has. */
export function allExpansions(resource: Resource): Set<string> {
  return new Set(expansionsOf(resource).map(([name]) => name))
}

/** Reads the nested details of the rows and leaves their text on the rows for the writer. */
export async function loadExpansions(
  resource: Resource,
  rows: Row[],
  { expanded, context }: { expanded: ReadonlySet<string>; context: ReadContext }
): Promise<void> {
  for (const name of expanded) {
    const { expansion } = resource.fields[name]
    if (!expansion) continue
    const texts = await expansion.load(rows, context)
    const key = expansionKey(name)
    for (const [index, row] of rows.entries()) row[key] = texts[index]
  }
}
