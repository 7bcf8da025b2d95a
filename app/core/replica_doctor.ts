import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import env from '#start/env'
import type { Finding } from '#core/database_doctor'
import { explainConnection } from '#core/explain_connection'
import { Replica, setMark } from '#core/replicas'
import { selectRows } from '#core/sql'

const PAUSE_MS = 20

/** Looks at each replica: whether it can be used, and whether it is near enough. */
export async function examineReplicas(): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [index, { host, port }] of env.database.replicas.entries()) {
    const subject = `Replica ${host}:${port}`
    const replica = new Replica(`replica${index + 1}`)
    try {
      const found = [await readOnly(replica.client), await order(replica.client)]
      const near = await lag(replica)
      found.push(near, ...(near.isRight ? [await sameSchema(replica.client)] : []))
      findings.push(...found.map((finding) => ({ ...finding, subject })))
    } catch (error) {
      findings.push({ subject, ...unreachable(error, { host, port }) })
    }
  }
  return findings
}

type Answer = Omit<Finding, 'subject'>

function unreachable(error: Error, address: { host: string; port: number }): Answer {
  const text = explainConnection(error, { ...env.database, ...address }) ?? error.message
  return {
    isRight: false,
    // The settings are the primary's, but for the address.
    found: text.replaceAll(/DB_HOST and DB_PORT|DB_HOST/g, 'DB_REPLICAS'),
    remedy: 'Long reads go to the primary meanwhile',
  }
}

/** By a mark that is set on the primary and looked for here. */
async function lag(replica: Replica): Promise<Answer> {
  const most = env.database.replicaMaxLagSeconds
  const mark = await setMark()
  const begun = Date.now()
  for (;;) {
    const seen = await replica.readMark()
    if (seen !== null && seen >= mark) {
      return { found: `has all after ${Date.now() - begun} ms`, isRight: true }
    }
    if (seen === null || Date.now() - begun > most * 1_000) {
      return {
        found: `more than ${most} s behind, or not of this primary`,
        isRight: false,
        remedy:
          'SHOW REPLICA STATUS there says why. Long reads go to the primary meanwhile; DB_REPLICA_MAX_LAG_SECONDS is the limit',
      }
    }
    await sleep(PAUSE_MS)
  }
}

async function readOnly(client: QueryClientContract): Promise<Answer> {
  const [row] = await selectRows<{ state: unknown }>(client, 'SELECT @@global.read_only AS state')
  const isReadOnly = ['1', 'ON'].includes(String(row.state))
  return {
    found: isReadOnly ? 'read only' : 'takes writes',
    isRight: isReadOnly,
    remedy: 'SET GLOBAL read_only = 1, and the same in its configuration',
  }
}

/** The mark tells what is there only when transactions end in the order of the primary. MariaDB knows no other. */
async function order(client: QueryClientContract): Promise<Answer> {
  const [variable] = await selectRows<{ Variable_name: string; Value: string }>(
    client,
    "SHOW VARIABLES LIKE '%preserve\\_commit\\_order'"
  )
  const isKept = variable?.Value !== 'OFF'
  return {
    found: isKept ? 'commits in the order of the primary' : 'commits in an order of its own',
    isRight: isKept,
    remedy: `Set ${variable?.Variable_name} = ON there`,
  }
}

async function sameSchema(client: QueryClientContract): Promise<Answer> {
  const schema = await newestMigration(client)
  const own = await newestMigration(db.connection())
  return {
    found: own === schema ? 'the same schema' : `its schema is "${schema}", the primary's "${own}"`,
    isRight: own === schema,
    remedy: 'Build it anew from a copy of the primary',
  }
}

/** How many there are and the last of them: none is ever taken back on one of the two alone. */
async function newestMigration(client: QueryClientContract): Promise<string> {
  const [row] = await selectRows<{ count: number; newest: string | null }>(
    client,
    'SELECT COUNT(*) AS `count`, MAX(name) AS newest FROM adonis_schema'
  )
  return `${row.newest} (${row.count})`
}
