import type { HttpContext } from '@adonisjs/core/http'

const LONGEST_ID = 15

type SentForm = { request: Pick<HttpContext['request'], 'input'> }

/** A form's text field, trimmed; empty when it was not sent. */
export function textField({ request }: SentForm, name: string): string {
  const value: unknown = request.input(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A password as typed, blanks included. */
export function secretField({ request }: HttpContext, name: string): string {
  const value: unknown = request.input(name)
  return typeof value === 'string' ? value : ''
}

/** The ids of the boxes that are ticked, or of a list that was sent under one name. */
export function idsField({ request }: HttpContext, name: string): number[] {
  return [request.input(name) ?? []]
    .flat()
    .map(toId)
    .filter((id) => id > 0)
}

export function isTicked({ request }: SentForm, name: string): boolean {
  return [request.input(name)].flat().includes('1')
}

/** An id from an address or a form; 0, which nothing has, for what is none. */
export function toId(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d+$/.test(text) && text.length <= LONGEST_ID
    ? Number(text)
    : 0
}

/** `?page=`, from 1. */
export function pageNumber({ request }: HttpContext): number {
  return Math.min(Math.max(toId(request.qs().page), 1), 100_000)
}
