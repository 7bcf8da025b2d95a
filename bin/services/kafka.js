import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchMavenArtifacts } from './maven_artifacts.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const ARTIFACTS = [
  'org.apache.kafka:kafka_2.13:4.3.1',
  'org.apache.logging.log4j:log4j-slf4j-impl:2.25.3',
]
const STORE_PASSWORD = 'bincard-tests'
/** Who may sign in to the guarded listener. */
const ACCOUNT = { user: 'bincard', password: 'bincard-secret' }

/**
 * Starts one Kafka broker (KRaft) in a folder. Gives `{ environment, stop, start, kill, hang, goOn }`: `start` starts
 * it again on the same data and ports. With `isGuarded` it also listens by TLS and SCRAM-SHA-512, and
 * `guarded` holds the settings for that.
 */
export async function startKafka(folder, { isGuarded = false } = {}) {
  const libraries = await fetchMavenArtifacts('kafka', ARTIFACTS)
  const home = join(folder, 'kafka')
  mkdirSync(home, { recursive: true })
  const ports = { plain: await freePort(), controller: await freePort(), guarded: await freePort() }
  const guard = isGuarded ? await makeGuard(home, ports.guarded) : null
  const configuration = join(home, 'server.properties')
  writeFileSync(configuration, propertiesOf(home, ports, guard))
  writeFileSync(join(home, 'log4j2.properties'), LOGGING)
  const classPath = join(libraries, '*')
  await format(classPath, configuration, isGuarded)
  let program
  const start = async () => {
    program = await startProgram('kafka', {
      command: 'java',
      args: [
        ...['-Xmx384m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
        `-Dlog4j2.configurationFile=${join(home, 'log4j2.properties')}`,
        ...['-cp', classPath, 'kafka.Kafka', configuration],
      ],
      folder,
      isReady: () => accepts(ports.plain),
    })
  }
  await start()
  return {
    environment: { KAFKA_BROKERS: `127.0.0.1:${ports.plain}` },
    guarded: guard?.environment,
    start,
    stop: () => program.stop(),
    hang: () => program.hang(),
    goOn: () => program.goOn(),
    async kill() {
      const ended = new Promise((resolve) => program.child.once('exit', resolve))
      program.child.kill('SIGKILL')
      await ended
    },
  }
}

async function format(classPath, configuration, isGuarded) {
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
  const account = `SCRAM-SHA-512=[name=${ACCOUNT.user},password=${ACCOUNT.password}]`
  await run('java', [
    ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath],
    ...['kafka.tools.StorageTool', 'format', `--cluster-id=${id}`, '-c', configuration],
    ...(isGuarded ? ['--add-scram', account] : []),
  ])
}

/** A certificate of its own for the guarded listener, and the settings by which Bincard uses it. */
async function makeGuard(home, port) {
  const store = join(home, 'broker.p12')
  const authority = join(home, 'broker.pem')
  const of = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'broker']
  if (!existsSync(store)) {
    await run('keytool', [
      ...['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-storetype', 'PKCS12'],
      ...['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1,dns:localhost', '-validity', '30'],
      ...['-ext', 'bc=ca:true', ...of],
    ])
    await run('keytool', ['-exportcert', '-rfc', '-file', authority, ...of])
  }
  return {
    store,
    environment: {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_TLS: 'verify',
      KAFKA_TLS_CA: authority,
      KAFKA_SASL: 'scram-sha-512',
      KAFKA_USER: ACCOUNT.user,
      KAFKA_PASSWORD: ACCOUNT.password,
    },
  }
}

function propertiesOf(home, ports, guard) {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    ...(guard ? [`GUARDED://127.0.0.1:${ports.guarded}`] : []),
  ]
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.controller}`,
    `listeners=${[...listeners, `CONTROLLER://127.0.0.1:${ports.controller}`].join(',')}`,
    `advertised.listeners=${listeners.join(',')}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,GUARDED:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${join(home, 'data')}`,
    'num.partitions=1',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // Tests want a lost consumer to be noticed soon.
    'group.min.session.timeout.ms=1000',
    'auto.create.topics.enable=false',
    'log.cleaner.dedupe.buffer.size=2097152',
    ...(guard ? guardProperties(guard.store) : []),
    '',
  ].join('\n')
}

function guardProperties(store) {
  const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  return [
    'sasl.enabled.mechanisms=SCRAM-SHA-512',
    `listener.name.guarded.scram-sha-512.sasl.jaas.config=${login}`,
    `listener.name.guarded.ssl.keystore.location=${store}`,
    'listener.name.guarded.ssl.keystore.type=PKCS12',
    `listener.name.guarded.ssl.keystore.password=${STORE_PASSWORD}`,
    `listener.name.guarded.ssl.key.password=${STORE_PASSWORD}`,
  ]
}

const LOGGING = [
  'appender.console.type=Console',
  'appender.console.name=console',
  'appender.console.layout.type=PatternLayout',
  'appender.console.layout.pattern=%d %p %c: %m%n',
  'rootLogger.level=warn',
  'rootLogger.appenderRef.console.ref=console',
  '',
].join('\n')

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
