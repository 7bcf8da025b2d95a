import { integer } from '#core/resource/number_fields'
import { boolean } from '#core/resource/plain_fields'
import { integerText, stringText } from '#core/resource/json_text'
import { computed, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { text } from '#core/resource/text_fields'
import type { Field } from '#core/resource/field'
import type { Resource } from '#core/resource/resource'

/**
 * A tree as one flat list in the order of its paths: what clients draw trees from. `children` names
 * the count of nodes below, which the resource of the nodes completes.
 */
export function treeResource(
  nodes: Resource,
  { children, icon }: { children: string; icon: string }
): Resource {
  return {
    ...nodes,
    title: `${nodes.title}Tree`,
    label: `${nodes.label} tree`,
    path: `${nodes.path}tree/`,
    fields: {
      pk: primaryKey(),
      name: readOnly(text({})),
      description: readOnly(text({})),
      pathstring: readOnly(text({})),
      parent: readOnly(integer({ column: 'parent_id', nullable: true })),
      tree_id: rootId(),
      level: readOnly(integer({})),
      icon: computed({ select: [icon], encode: (row) => stringText(row[icon] ?? '') }),
      structural: readOnly(boolean({ default: false })),
      [children]: computed({ type: 'integer', encode: (row) => integerText(row[children]) }),
    },
    list: {
      ...nodes.list,
      defaultOrder: [`${nodes.table}.pathstring`],
    },
  }
}

/** Nodes of one tree share the id of its root. */
function rootId(): Field {
  return computed({
    type: 'integer',
    schema: { type: 'integer' },
    select: ['path'],
    encode: (row) => integerText(Number(String(row.path).split('/')[1] || row.id)),
  })
}
