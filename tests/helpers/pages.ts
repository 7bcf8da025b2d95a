import router from '@adonisjs/core/services/router'
import type { SampleData } from '#tests/helpers/sample_data'
import type { SampleAddresses } from '#tests/helpers/sample_runs'

/** What stands for :id, by the beginning of a route. */
function idFor(pattern: string, sample: SampleData, userId: number): number | undefined {
  const ids: Record<string, number> = {
    '/items/': sample.partId,
    '/transactions/': sample.transactionId,
    '/stock/': sample.lotId,
    '/locations/': sample.locationId,
    '/categories/': sample.categoryId,
    '/suppliers/': sample.supplierId,
    '/admin/users/': userId,
    '/admin/groups/': 1,
  }
  const [, id] = Object.entries(ids).find(([beginning]) => pattern.startsWith(beginning)) ?? []
  return id
}

/** Patterns whose pages need something that a test of theirs makes. */
const OWN_TESTS = [/^\/(scans?|labels|media|files|images)\b.*:/]

/**
 * The address of every GET route outside of the API, with the sample's ids; `missing` are those for which
 * there is no id: give them one, so that no page is forgotten.
 */
export function pageAddresses(sample: SampleData, userId: number, runs: SampleAddresses) {
  const addresses: string[] = []
  const missing: string[] = []
  for (const pattern of patterns()) {
    if (OWN_TESTS.some((own) => own.test(pattern))) continue
    if (pattern in runs) {
      addresses.push(...runs[pattern])
      continue
    }
    const id = idFor(pattern, sample, userId)
    const isOneOfMany = pattern.includes(':')
    if (!isOneOfMany) addresses.push(pattern)
    else if (id !== undefined && !/:(?!id)/.test(pattern)) {
      addresses.push(pattern.replace(':id', String(id)))
    } else missing.push(pattern)
  }
  return { addresses, missing }
}

function patterns(): string[] {
  const routes: { pattern: string; methods: string[] }[] = Object.values(router.toJSON()).flat()
  return [
    ...new Set(
      routes
        .filter(({ methods }) => methods.includes('GET'))
        .map(({ pattern }) => pattern)
        .filter(
          (pattern) => !/^\/(api|health|__transmit)\b/.test(pattern) || pattern === '/api-doc'
        )
        .filter((pattern) => !pattern.includes('*'))
    ),
  ]
}
