import router from '@adonisjs/core/services/router'
import { can, type Actor, type Area, type Right } from '#core/access'

export interface Fault {
  /** The page the link stands on. */
  from: string
  address: string
  status: number | string
}

interface Link {
  from: string
  address: string
  isPart: boolean
}

const MOST_OF_A_KIND = 2
const MOST_REQUESTS = 1500

/**
 * Follows every link, picture, style, script, part of a page and GET form from "/" on, with these
 * cookies, a few of each route and its filters, and tells what answers 4xx or 5xx, and what a form
 * would be refused for. A link that this user may not follow answers 403, so it is a fault as well.
 */
export class Crawler {
  readonly faults: Fault[] = []
  /** The patterns of the routes that were reached. */
  readonly reached = new Set<string>()
  #queue: Link[] = []
  #seen = new Set<string>()
  #kinds = new Map<string, number>()

  constructor(
    private cookies: string,
    private actor: Actor | null,
    private base = `http://${process.env.HOST}:${process.env.PORT}`
  ) {}

  async crawl(starts: readonly string[] = ['/']): Promise<void> {
    for (const address of starts) this.#add({ from: 'the start', address, isPart: false })
    for (let at = 0; at < this.#queue.length && at < MOST_REQUESTS; at += 1) {
      await this.#follow(this.#queue[at])
    }
  }

  async #follow(link: Link): Promise<void> {
    const answer = await fetch(this.base + link.address, {
      redirect: 'manual',
      headers: { cookie: this.cookies, ...(link.isPart ? { 'hx-request': 'true' } : {}) },
    })
    const body = await answer.text()
    if (answer.status >= 400) this.faults.push({ ...link, status: answer.status })
    const target = answer.headers.get('location')
    if (target) this.#add({ from: link.address, address: target, isPart: false })
    if (answer.headers.get('content-type')?.includes('text/html')) this.#read(body, link.address)
  }

  #read(html: string, from: string): void {
    for (const { name, attributes } of elements(html)) {
      const address = attributes.href ?? attributes.src
      if (address !== undefined && name !== 'base') this.#add({ from, address, isPart: false })
      const part = attributes['hx-get']
      if (part !== undefined)
        this.#add({ from, address: part + ownValue(attributes), isPart: true })
      const rows = attributes['data-url']
      if (rows !== undefined) this.#add({ from, address: `${rows}?q=a`, isPart: false })
    }
    for (const form of forms(html)) this.#readForm(form, from)
  }

  #readForm({ attributes, fields, buttons }: Form, from: string): void {
    const method = attributes.method?.toLowerCase()
    if (method === 'dialog') return
    if (method === 'post') {
      for (const button of buttons) {
        this.#checkRight(button.formaction ?? attributes.action ?? from, from)
      }
      return
    }
    const [path] = (attributes.action ?? from).split('?')
    const query = new URLSearchParams(fields)
    this.#add({ from, address: `${path}?${query.toString()}`, isPart: false })
  }

  /** What a shown form does must be allowed; it is not sent. */
  #checkRight(action: string, from: string): void {
    const { pathname } = new URL(action, this.base + from)
    const found = router.match(pathname, 'POST', false)
    if (!found) return void this.faults.push({ from, address: `POST ${pathname}`, status: 404 })
    const needed = rightsNeeded(found.route)
    const refused = needed.filter(([area, right]) => !this.actor || !can(this.actor, area, right))
    for (const right of refused) {
      const status = `needs ${right.join('.')}`
      this.faults.push({ from, address: `POST ${pathname}`, status })
    }
  }

  #add({ from, address, isPart }: Link): void {
    const url = URL.parse(
      address.replaceAll('&amp;', '&'),
      this.base + from.replace(/^[^/].*/, '/')
    )
    if (!url || url.origin !== this.base) return
    const found = url.pathname + url.search
    if (this.#seen.has(found)) return
    this.#seen.add(found)
    const pattern = router.match(url.pathname, 'GET', false)?.route.pattern
    if (pattern) this.reached.add(pattern)
    const kind = `${pattern ?? url.pathname}?${[...url.searchParams.keys()].sort().join('&')}`
    const count = this.#kinds.get(kind) ?? 0
    if (count >= MOST_OF_A_KIND) return
    this.#kinds.set(kind, count + 1)
    this.#queue.push({ from, address: found, isPart })
  }
}

interface Element {
  name: string
  attributes: Record<string, string>
}

interface Form extends Element {
  /** Names and values of its fields as they stand. */
  fields: [string, string][]
  /** The attributes of the buttons that send it. */
  buttons: Record<string, string>[]
}

const TAG = /<([a-z][\w-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi
const ATTRIBUTE = /([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g

function elements(html: string): Element[] {
  return [...html.matchAll(TAG)].map(([, name, text]) => ({
    name: name.toLowerCase(),
    attributes: Object.fromEntries(
      [...text.matchAll(ATTRIBUTE)].map(([, key, double, single, bare]) => [
        key.toLowerCase(),
        double ?? single ?? bare ?? '',
      ])
    ),
  }))
}

function forms(html: string): Form[] {
  return html
    .split(/(?=<form\b)/i)
    .slice(1)
    .map((text) => {
      const [form, ...inside] = elements(text.split(/<\/form>/i)[0])
      const buttons = inside.filter(isSubmit).map(({ attributes }) => attributes)
      return { ...form, fields: inside.flatMap(fieldOf), buttons }
    })
}

function isSubmit({ name, attributes }: Element): boolean {
  return name === 'button' && (attributes.type ?? 'submit') === 'submit'
}

/** What htmx adds to the address of a field that asks by itself. */
function ownValue({ name, value = '', 'hx-get': address = '' }: Record<string, string>): string {
  if (!name) return ''
  return `${address.includes('?') ? '&' : '?'}${new URLSearchParams({ [name]: value }).toString()}`
}

function fieldOf({ name, attributes }: Element): [string, string][] {
  if (!['input', 'select', 'textarea'].includes(name) || !attributes.name) return []
  const isOff = /^(checkbox|radio)$/.test(attributes.type ?? '') && !('checked' in attributes)
  return isOff ? [] : [[attributes.name, attributes.value ?? '']]
}

/** The rights that a route's `can` middleware asks for. */
function rightsNeeded(route: { middleware: { all(): Iterable<unknown> } }): [Area, Right][] {
  return [...route.middleware.all()].flatMap((entry) => {
    const { name, args } = (entry ?? {}) as { name?: string; args?: unknown }
    return name === 'can' ? [args as [Area, Right]] : []
  })
}
