import { startCaddy } from './caddy.js'
import { startHadoop } from './hadoop.js'
import { startKafka } from './kafka.js'
import { fetchKafkaForPython } from './kafka_python.js'
import { startMariadb } from './mariadb.js'
import { startMinio } from './minio.js'
import { startMoto } from './moto.js'
import { startMysql } from './mysql.js'
import { startS3 } from './s3.js'
import { startValkey } from './valkey.js'

/**
 * The services that Bincard can use, each by a function that starts one in a folder, on free ports, and
 * gives `{ environment, stop }`: the settings by which Bincard finds it, and how to end it.
 */
export const SERVICES = {
  mariadb: startMariadb,
  mysql: startMysql,
  valkey: startValkey,
  kafka: startKafka,
  kafka_python: fetchKafkaForPython,
  hadoop: startHadoop,
  s3: startS3,
  minio: startMinio,
  moto: startMoto,
  caddy: startCaddy,
}

/** Those that are started when none is named: MySQL, a large download, is had by its name alone. */
export const USUAL_SERVICES = Object.keys(SERVICES).filter((name) => name !== 'mysql')

/**
 * Starts these services at the same time. Gives a map from name to a promise of `{ service }` or, for one
 * that could not be had, of `{ error }`: what takes minutes to fetch holds up nothing else.
 */
export function beginServices(names, folder) {
  const begin = async (name) => {
    try {
      return { service: await SERVICES[name](folder) }
    } catch (error) {
      return { error }
    }
  }
  return new Map(names.map((name) => [name, begin(name)]))
}

/** As {@link beginServices}, when all have started. */
export async function startServices(names, folder) {
  const outcomes = [...beginServices(names, folder)]
  return new Map(await Promise.all(outcomes.map(async ([name, outcome]) => [name, await outcome])))
}
