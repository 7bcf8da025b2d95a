import { Exception } from '@adonisjs/core/exceptions'
import type { Area, Right } from '#core/access'

export type FieldMessages = Record<string, unknown>

/** 400: input that cannot be used. `fields` maps each field to its messages, as InvenTree answers. */
export class InvalidInput extends Exception {
  static status = 400
  static code = 'E_INVALID_INPUT'

  constructor(public fields: FieldMessages) {
    super(firstMessage(fields))
  }

  /** One message about one field. */
  static field(name: string, message: string) {
    return new InvalidInput({ [name]: [message] })
  }

  /** One message about the whole input. */
  static whole(message: string) {
    return new InvalidInput({ non_field_errors: [message] })
  }
}

function firstMessage(fields: FieldMessages): string {
  const [name, messages] = Object.entries(fields)[0] ?? ['', '']
  const text = Array.isArray(messages) ? messages[0] : messages
  return typeof text === 'string' ? `${name}: ${text}` : name
}

/** 404: `model` is the class name the client knows ("Part"). */
export class NotFound extends Exception {
  static status = 404
  static code = 'E_NOT_FOUND'

  constructor(public model: string) {
    super(`No ${model} matches the given query.`)
  }
}

/** 403: signed in, but without the right. */
export class Forbidden extends Exception {
  static status = 403
  static code = 'E_FORBIDDEN'

  constructor(
    public area?: Area,
    public right?: Right
  ) {
    super('You do not have permission to perform this action.')
  }
}

/** 401: no credentials, or bad ones. */
export class Unauthenticated extends Exception {
  static status = 401
  static code = 'E_UNAUTHENTICATED'

  constructor(message = 'Authentication credentials were not provided.') {
    super(message)
  }
}

/** 409: what the request builds on has changed meanwhile. */
export class Conflict extends Exception {
  static status = 409
  static code = 'E_CONFLICT'
}

/** 4xx with a `detail`, for what is wrong with the request as a whole. */
export class BadRequest extends Exception {
  static code = 'E_BAD_REQUEST'

  constructor(message: string, status: 400 | 405 | 406 | 413 | 415 | 422 = 400) {
    super(message, { status, code: 'E_BAD_REQUEST' })
  }
}

/** 429 with Retry-After. */
export class TooManyRequests extends Exception {
  static status = 429
  static code = 'E_TOO_MANY_REQUESTS'

  constructor(public retryAfterSeconds: number) {
    super(`Request was throttled. Expected available in ${retryAfterSeconds} seconds.`)
  }
}

/** 503 or 507: something outside of this program is missing just now. The message is for people. */
export class Unavailable extends Exception {
  static code = 'E_UNAVAILABLE'
  retryAfterSeconds = 30

  constructor(message: string, status: 503 | 507 = 503) {
    super(message, { status })
  }
}
