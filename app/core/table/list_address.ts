import type { HttpContext } from '@adonisjs/core/http'

const PATH = /^\/[\w-]+(?:\/[\w-]+)*$/
const LONGEST = 4000

/** The list that a form of a table was sent from (`back`): a path of ours with its query, without the page. */
export function listAddress({ request }: HttpContext): string {
  const back: unknown = request.input('back')
  const text = typeof back === 'string' ? back.slice(0, LONGEST) : ''
  const [path, query = ''] = text.split('?')
  if (!PATH.test(path)) return '/'
  return withParameters(query ? `${path}?${query}` : path, { page: null })
}

/** An address with these parameters set; null takes one away. */
export function withParameters(address: string, changes: Record<string, string | null>): string {
  const [path, query = ''] = address.split('?')
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name)
    else parameters.set(name, value)
  }
  const text = parameters.toString().replaceAll('%2C', ',')
  return text ? `${path}?${text}` : path
}
