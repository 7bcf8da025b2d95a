import { today } from '#core/time'
import { tableOf, type TableExport } from '#core/export/table_export'
import { numbersOf, yesOrNo } from '#core/export/walk'
import { listLocationTree, type LocationNode } from '#stock/queries/list_location_tree'

/** The tree of locations, each below its parent. */
export const locationsExport: TableExport<LocationNode> = {
  name: 'locations',
  right: ['stock_location', 'view'],
  columns: [
    { key: 'name', heading: 'Name', type: 'text', valueOf: (row) => row.name },
    { key: 'parent', heading: 'Parent', type: 'text', valueOf: parentPath },
    { key: 'path', heading: 'Path', type: 'text', valueOf: (row) => row.pathstring },
    { key: 'description', heading: 'Description', type: 'text', valueOf: (row) => row.description },
    { key: 'address', heading: 'Address', type: 'text', valueOf: (row) => row.address },
    {
      key: 'structural',
      heading: 'Only groups others',
      type: 'text',
      valueOf: (row) => yesOrNo(row.isStructural),
    },
    {
      key: 'external',
      heading: 'External',
      type: 'text',
      valueOf: (row) => yesOrNo(row.isExternal),
    },
    { key: 'default', heading: 'Default', type: 'text', valueOf: (row) => yesOrNo(row.isDefault) },
  ],
  fileName: async () => `locations-${today()}`,
  async open(_query, ids) {
    const chosen = new Set(numbersOf(ids))
    const nodes = await listLocationTree()
    return tableOf(ids.length > 0 ? nodes.filter(({ id }) => chosen.has(id)) : nodes)
  },
}

/** The path without the name itself, which may have a slash in it. */
function parentPath({ pathstring, name, parentId }: LocationNode): string {
  return parentId === null ? '' : pathstring.slice(0, -name.length - 1)
}
