import { isMysql } from '#core/unit_of_work'
import { escapeLike, whereBegins } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'

/** The index is made of pieces of three characters: shorter words cannot be looked up in it. */
const SHORTEST_INDEXED = 3
const COLUMNS = ['parts.name', 'parts.ipn', 'parts.description', 'parts.keywords']

/** Narrows a query on parts to those that contain every word in name, IPN, description or keywords. */
export function searchParts(query: Query, words: string[]): void {
  const indexed = words.filter((word) => Array.from(word).length >= SHORTEST_INDEXED)
  const short = words.filter((word) => Array.from(word).length < SHORTEST_INDEXED)
  if (indexed.length > 0) whereIndexed(query, indexed)
  for (const word of short) {
    if (indexed.length > 0) whereContains(query, word)
    else whereBegins(query, ['parts.name', 'parts.ipn'], word)
  }
}

function whereIndexed(query: Query, words: string[]): void {
  if (isMysql()) {
    // FULLTEXT knows whole words only, not the middle of one nor "A-12": the rows are read instead.
    for (const word of words) whereContains(query, word)
    return
  }
  const phrase = words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ')
  query.whereRaw('parts.id IN (SELECT rowid FROM part_search WHERE part_search MATCH ?)', [phrase])
}

function whereContains(query: Query, word: string): void {
  const pattern = `%${escapeLike(word)}%`
  query.where((either) => {
    for (const column of COLUMNS) either.orWhereRaw(`${column} LIKE ? ESCAPE '!'`, [pattern])
  })
}
