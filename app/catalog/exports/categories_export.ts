import { tableOf, type TableExport } from '#core/export/table_export'
import { numbersOf, yesOrNo } from '#core/export/walk'
import { today } from '#core/time'
import { listCategoryTree, type CategoryNode } from '#catalog/queries/list_categories'

/** The tree of categories, each below its parent. */
export const categoriesExport: TableExport<CategoryNode> = {
  name: 'categories',
  right: ['part_category', 'view'],
  columns: [
    { key: 'name', heading: 'Name', type: 'text', valueOf: (row) => row.name },
    { key: 'parent', heading: 'Parent', type: 'text', valueOf: parentPath },
    { key: 'path', heading: 'Path', type: 'text', valueOf: (row) => row.pathstring },
    { key: 'description', heading: 'Description', type: 'text', valueOf: (row) => row.description },
    {
      key: 'structural',
      heading: 'Only groups others',
      type: 'text',
      valueOf: (row) => yesOrNo(row.isStructural),
    },
    { key: 'items', heading: 'Items', type: 'count', valueOf: (row) => row.items },
  ],
  fileName: async () => `categories-${today()}`,
  async open(_query, ids) {
    const chosen = new Set(numbersOf(ids))
    const nodes = await listCategoryTree()
    return tableOf(ids.length > 0 ? nodes.filter(({ id }) => chosen.has(id)) : nodes)
  },
}

/** The path without the name itself, which may have a slash in it. */
function parentPath({ pathstring, name, parentId }: CategoryNode): string {
  return parentId === null ? '' : pathstring.slice(0, -name.length - 1)
}
