import { isMysql } from '#core/unit_of_work'
import { readBoolean } from '#core/resource/plain_fields'
import type { Filter, Query } from '#core/resource/resource'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const SEARCH_WORDS = 8

/** `?name=true`: rows where the column is that; what is no boolean is ignored. */
export function booleanFilter(column: string, help?: string): Filter {
  return {
    type: 'boolean',
    help,
    apply(query, value) {
      const wanted = readBoolean(value)
      if (wanted !== undefined) query.where(column, wanted ? 1 : 0)
    },
  }
}

/** `?name=true` for a condition of more than one column. */
export function conditionFilter(
  apply: (query: Query, isTrue: boolean) => void,
  help?: string
): Filter {
  return {
    type: 'boolean',
    help,
    apply(query, value) {
      const wanted = readBoolean(value)
      if (wanted !== undefined) apply(query, wanted)
    },
  }
}

/** `?name=7`: rows with that id; `null` finds those without one. */
export function idFilter(column: string, help?: string): Filter {
  return {
    type: 'integer',
    help,
    apply(query, value) {
      const id = readIdValue(value)
      if (id === null) query.whereNull(column)
      else if (id !== undefined) query.where(column, id)
    },
  }
}

/** `?name=word`: rows with exactly that text. */
export function textFilter(column: string, help?: string): Filter {
  return { type: 'string', help, apply: (query, value) => void query.where(column, value) }
}

/** `?name=2026-11-22`: rows on, before or after that day. */
export function dayFilter(
  column: string,
  operator: '<' | '<=' | '>' | '>=' | '=',
  help?: string
): Filter {
  return {
    type: 'date',
    help,
    apply(query, value) {
      if (DAY.test(value)) query.where(column, operator, value)
    },
  }
}

/** An id of a query string: a number, null for the words that mean "none", undefined for neither. */
export function readIdValue(value: string): number | null | undefined {
  const word = value.trim().toLowerCase()
  if (word === 'null' || word === 'none') return null
  return /^\d{1,15}$/.test(word) ? Number(word) : undefined
}

export function searchWords(text: string): string[] {
  // The search index takes a null character for the end of the text.
  return text.replaceAll('\0', ' ').split(/\s+/).filter(Boolean).slice(0, SEARCH_WORDS)
}

/** Rows where some column contains each word; for tables that are small. */
export function searchColumns(...columns: string[]) {
  return (query: Query, words: string[]): void => {
    for (const word of words) {
      const pattern = `%${escapeLike(word)}%`
      query.where((either) => {
        for (const column of columns) either.orWhereRaw(`${column} LIKE ? ESCAPE '!'`, [pattern])
      })
    }
  }
}

/** Rows where some column begins with the text, found through the columns' indexes. */
export function whereBegins(query: Query, columns: readonly string[], beginning: string): void {
  query.where((either) => {
    for (const column of columns) {
      if (isMysql()) either.orWhereRaw(`${column} LIKE ? ESCAPE '!'`, [`${escapeLike(beginning)}%`])
      // SQLite's LIKE ignores case and so cannot use the index: each spelling is a range of its own.
      else
        for (const start of spellings(beginning))
          either.orWhereBetween(column, [start, `${start}\u{10FFFF}`])
    }
  })
}

/** `!` escapes: a backslash is read differently by the two engines. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&')
}

function spellings(text: string): string[] {
  let found = ['']
  for (const character of text) {
    const forms = [...new Set([character.toLowerCase(), character.toUpperCase()])]
    found = found.flatMap((start) => forms.map((form) => start + form))
  }
  return found
}
