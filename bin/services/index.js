import { startHadoop } from './hadoop.js'
import { startKafka } from './kafka.js'
import { startMariadb } from './mariadb.js'
import { startValkey } from './valkey.js'

/**
 * The services that Bincard can use, each by a function that starts one in a folder, on free ports, and
 * gives `{ environment, stop }`: the settings by which Bincard finds it, and how to end it.
 */
export const SERVICES = {
  mariadb: startMariadb,
  valkey: startValkey,
  kafka: startKafka,
  hadoop: startHadoop,
}

/**
 * Starts these services at the same time. Gives a map from name to `{ service }` or, for one that could
 * not be had, `{ error }`.
 */
export async function startServices(names, folder) {
  const outcomes = await Promise.allSettled(names.map((name) => SERVICES[name](folder)))
  return new Map(
    outcomes.map(({ value, reason }, index) => [names[index], { service: value, error: reason }])
  )
}
