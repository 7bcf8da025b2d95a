import { can } from '#core/access'
import type { Row } from '#core/sql'
import type { Field, ReadContext } from '#core/resource/field'
import { expansion, idsIn } from '#core/resource/read_only_fields'
import { nestedTexts } from '#core/resource/read_rows'
import { resourceOf } from '#core/resource/resource'

interface DetailOptions {
  /** The query parameter that asks for it. */
  on: string
  /** The column that holds the other object's id. */
  column: string
  byDefault?: boolean
}

/**
 * Another object as a nested detail, by its model name: the asker need not know the module that
 * describes it. Null for those who may not view that area.
 */
export function detailOf(model: string, { on, column, byDefault }: DetailOptions): Field {
  return expansion({
    on,
    byDefault,
    load: (rows, context) => loadDetails(model, rows, { column, context }),
  })
}

async function loadDetails(
  model: string,
  rows: Row[],
  { column, context }: { column: string; context: ReadContext }
): Promise<string[]> {
  const resource = resourceOf(model)
  if (!can(context.actor, resource.area, 'view')) return rows.map(() => 'null')
  const texts = await nestedTexts(resource, idsIn(rows, column), context)
  return rows.map((row) => texts.get(Number(row[column])) ?? 'null')
}
