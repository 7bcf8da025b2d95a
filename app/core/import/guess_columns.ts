import type { ImportField, ImportKind } from '#core/import/kinds'

/** Which column fills a field: its place among the headings. */
export type Mapping = Record<string, number>

/** A heading without case, accents, marks and what stands in brackets. */
export function plainHeading(text: string): string {
  return text
    .replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Finds the column of each field by its heading: the same words first, then headings that contain them. */
export function guessColumns({ fields }: ImportKind, headings: readonly string[]): Mapping {
  const plain = headings.map(plainHeading)
  const mapping: Mapping = {}
  const used = new Set<number>()
  for (const find of [sameHeading, containedHeading]) {
    for (const field of fields) {
      if (field.key in mapping) continue
      const column = find(field, plain, used)
      if (column === -1) continue
      mapping[field.key] = column
      used.add(column)
    }
  }
  return mapping
}

type Finder = (field: ImportField, plain: readonly string[], used: ReadonlySet<number>) => number

const sameHeading: Finder = (field, plain, used) => {
  for (const name of namesOf(field)) {
    const column = plain.findIndex((heading, index) => heading === name && !used.has(index))
    if (column !== -1) return column
  }
  return -1
}

const SHORTEST_PART = 5

const containedHeading: Finder = (field, plain, used) => {
  const names = namesOf(field).filter((name) => name.length >= SHORTEST_PART)
  return plain.findIndex(
    (heading, index) =>
      !used.has(index) && names.some((name) => ` ${heading} `.includes(` ${name} `))
  )
}

function namesOf({ label, headings }: ImportField): string[] {
  return [label, ...headings].map(plainHeading)
}
