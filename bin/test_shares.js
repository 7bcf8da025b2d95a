import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Looks at every page of the product, which its size does not show. */
const LONG = { 'accessibility.spec.ts': 8 }

/** Runs the steps, so many at once as there are lanes: each lane takes the next one when it is free. */
export async function inLanes(lanes, steps) {
  const left = [...steps]
  const lane = async () => {
    while (left.length) await left.shift()()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** The test files of a folder in so many shares that take about as long: the largest first, each to the smallest share. */
export function shareFiles(folder, count) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'))
  const weighed = files.map((name) => ({
    name,
    weight: statSync(join(folder, name)).size * (LONG[name] ?? 1),
  }))
  const shares = Array.from({ length: count }, () => ({ names: [], weight: 0 }))
  for (const { name, weight } of weighed.toSorted((one, other) => other.weight - one.weight)) {
    const smallest = shares.toSorted((one, other) => one.weight - other.weight)[0]
    smallest.names.push(name)
    smallest.weight += weight
  }
  return shares.map(({ names }) => names)
}
