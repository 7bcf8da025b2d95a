import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Forbidden, NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { findImportKind, importKinds, mayImport, type ImportKind } from '#core/import/kinds'
import { readImport, type ImportRun } from '#core/import/runs'

/** The kind of that name. Throws NotFound('Import') when there is none, Forbidden without its rights. */
export function allowedKind({ actor }: HttpContext, key: unknown): ImportKind {
  const kind = findImportKind(key)
  if (!kind) throw new NotFound('Import')
  if (!mayImport(actor, kind)) throw new Forbidden(...kind.needs[0])
  return kind
}

/** The kinds the user may import. Throws Forbidden when there is none. */
export function allowedKinds({ actor }: HttpContext): ImportKind[] {
  const kinds = importKinds().filter((kind) => mayImport(actor, kind))
  if (kinds.length === 0) throw new Forbidden()
  return kinds
}

/** The import of the address, if the user may do imports of its kind. */
export async function allowedImport(ctx: HttpContext): Promise<ImportRun> {
  const run = await readImport(toId(ctx.params.id))
  if (!mayImport(ctx.actor, run.kind)) throw new Forbidden(...run.kind.needs[0])
  return run
}

/** Lets only those send a file who may import what it is said to hold (`?kind=`). */
export function mayUpload(ctx: HttpContext, next: NextFn) {
  allowedKind(ctx, ctx.request.qs().kind)
  return next()
}
