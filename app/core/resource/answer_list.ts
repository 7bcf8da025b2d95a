import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { beginJson, sendJsonText } from '#core/http/json'
import { inPieces, type Row } from '#core/sql'
import { askedExpansions, type Shape } from '#core/resource/encode'
import type { ReadContext } from '#core/resource/field'
import {
  allIds,
  countText,
  filteredQuery,
  orderOf,
  type PageBounds,
  pageBounds,
  pageOfRows,
} from '#core/resource/list_query'
import { pageUrl, queryOf } from '#core/resource/query_string'
import { rowsByIds, writeRows } from '#core/resource/read_rows'
import type { Resource } from '#core/resource/resource'
import { type QueryText, textOf } from '#core/resource/row_sql'

/** A whole list is read and sent this many rows at a time, so that its length costs no memory. */
const PIECE = 500

/** Answers with a list: a page with its neighbours when there is a limit, else a bare array of all. */
export async function answerList(ctx: HttpContext, resource: Resource): Promise<void> {
  const queryString = queryOf(ctx)
  const context: ReadContext = { actor: ctx.actor, client: db.connection() }
  const { query } = await filteredQuery(resource, queryString, context.client)
  resource.visibleTo?.(query, ctx.actor)
  const shape: Shape = { isList: true, expanded: askedExpansions(resource, queryString) }
  const bounds = pageBounds(queryString)
  const reading = { text: textOf(query), shape, context, ordering: queryString.ordering }
  if (bounds) await answerPage(ctx, resource, { ...reading, bounds })
  else await answerAll(ctx, resource, reading)
}

interface Reading {
  text: QueryText
  shape: Shape
  context: ReadContext
  ordering: string | undefined
}

async function answerPage(
  ctx: HttpContext,
  resource: Resource,
  { text, shape, context, ordering, bounds }: Reading & { bounds: PageBounds }
): Promise<void> {
  const count = await countText(resource, text, context.client)
  const { limit, offset } = bounds
  const order = orderOf(resource, ordering)
  const rows: Row[] =
    offset < count ? await pageOfRows(resource, text, { order, bounds, context }) : []
  const texts = await writeRows(resource, rows, { shape, context })
  const next = offset + limit < count ? pageUrl(ctx, limit, offset + limit) : null
  const previous = offset > 0 ? pageUrl(ctx, limit, Math.max(0, offset - limit)) : null
  const links = `"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)}`
  sendJsonText(ctx, 200, `{"count":${count},${links},"results":[${texts.join()}]}`)
}

async function answerAll(
  ctx: HttpContext,
  resource: Resource,
  { text, shape, context, ordering }: Reading
): Promise<void> {
  const ids = await allIds(resource, text, { order: orderOf(resource, ordering), context })
  const pieces = inPieces(ids, PIECE)
  const readPiece = async (piece: number[]) => {
    const rows = await rowsByIds(resource, piece, context)
    const texts = await writeRows(resource, rows, { shape, context })
    return texts.join()
  }
  if (pieces.length <= 1) {
    return sendJsonText(ctx, 200, `[${ids.length === 0 ? '' : await readPiece(ids)}]`)
  }
  beginJson(ctx, 200)
  ctx.response.stream(Readable.from(arrayText(pieces, readPiece)))
}

async function* arrayText(pieces: number[][], readPiece: (piece: number[]) => Promise<string>) {
  let separator = '['
  for (const piece of pieces) {
    const text = await readPiece(piece)
    // Rows may have been deleted since the ids were read.
    if (text === '') continue
    yield separator + text
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}
