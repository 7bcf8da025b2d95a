import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'
import { compare } from '#insights/compare'
import type { PartSums } from '#insights/queries/sum_by_part'

export interface CategorySums {
  /** Null: items without a category. */
  categoryId: number | null
  name: string
  quantity: bigint
  revenue: bigint
  profit: bigint
}

interface Category {
  id: number
  name: string
  path: string
}

/** Adds items up by the main categories: the highest level of the tree on which they differ. */
export async function sumByCategory(
  client: QueryClientContract,
  parts: readonly PartSums[]
): Promise<CategorySums[]> {
  const rows = await selectRows<Category>(client, 'SELECT id, name, path FROM part_categories')
  const categories = new Map(rows.map((row) => [row.id, row]))
  const lines = new Map(rows.map((row) => [row.id, lineOf(row)]))
  const level = splittingLevel(parts, lines)
  const sums = new Map<number | null, CategorySums>()
  const sumOf = (categoryId: number | null) => {
    const known = sums.get(categoryId)
    if (known) return known
    const name = categories.get(categoryId ?? 0)?.name ?? 'No category'
    const sum = { categoryId, name, quantity: 0n, revenue: 0n, profit: 0n }
    sums.set(categoryId, sum)
    return sum
  }
  for (const part of parts) {
    const line = lines.get(part.categoryId ?? 0) ?? []
    const sum = sumOf(line[Math.min(level, line.length - 1)] ?? null)
    sum.quantity += part.quantity
    sum.revenue += part.revenue
    sum.profit += part.profit
  }
  return [...sums.values()].sort((a, b) => compare(b.revenue, a.revenue) || compareIds(a, b))
}

/** The ids from the root to the category: "/3/17/" is 3, 17. */
function lineOf({ path }: Category): number[] {
  return path.split('/').filter(Boolean).map(Number)
}

/** 0, or deeper when everything sold lies below one and the same category. */
function splittingLevel(parts: readonly PartSums[], lines: Map<number, number[]>): number {
  const used = new Set(parts.map((part) => part.categoryId))
  const usedLines = [...used].map((id) => lines.get(id ?? 0) ?? [])
  const deepest = Math.max(0, ...usedLines.map((line) => line.length))
  for (let level = 0; level < deepest; level++) {
    if (new Set(usedLines.map((line) => line[level])).size > 1) return level
  }
  return Math.max(0, deepest - 1)
}

function compareIds(a: CategorySums, b: CategorySums): number {
  return (a.categoryId ?? 0) - (b.categoryId ?? 0)
}
