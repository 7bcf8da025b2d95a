import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchMavenArtifacts } from './maven_artifacts.js'
import { freePort, startProgram } from './service.js'

const run = promisify(execFile)
const VERSION = '3.4.2'
const ARTIFACTS = [
  ...[
    ...['common', 'hdfs', 'hdfs-client', 'streaming'],
    ...['jobclient', 'app', 'shuffle', 'hs'].map((part) => `mapreduce-client-${part}`),
    // The ResourceManager does not start without the time line service.
    ...['resourcemanager', 'nodemanager', 'timelineservice'].map((part) => `yarn-server-${part}`),
  ].map((name) => `org.apache.hadoop:hadoop-${name}:${VERSION}`),
  'org.bouncycastle:bcpkix-jdk18on:1.78.1',
]
/** Who Bincard is to HDFS: no superuser, the owner of the one folder it writes. */
const USER = 'bincard'
const OPENED = [
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
  '--add-opens=java.base/java.util=ALL-UNNAMED',
]

/**
 * Starts HDFS (a NameNode and a DataNode) in a folder. Gives `{ environment, stop, nameNode, dataNode,
 * startYarn }`: each node has `start` (again, on the same data and ports), `stop` and `kill`; `startYarn` starts a
 * ResourceManager and a NodeManager beside it.
 */
export async function startHadoop(folder) {
  const libraries = await fetchMavenArtifacts('hadoop', ARTIFACTS)
  const home = join(folder, 'hadoop')
  const ports = await freePorts(['rpc', 'http', 'data', 'dataHttp', 'dataIpc'])
  const configuration = join(home, 'conf')
  writeConfiguration(configuration, {
    'core-site': coreSite(home, ports),
    'hdfs-site': hdfsSite(home, ports),
  })
  const classPath = `${configuration}:${join(libraries, '*')}`
  const hdfs = 'org.apache.hadoop.hdfs.server'
  await run('java', [
    ...javaOptions(classPath),
    ...[`${hdfs}.namenode.NameNode`, '-format', '-nonInteractive'],
  ])
  const web = `http://127.0.0.1:${ports.http}`
  const nameNode = node('namenode', {
    args: [...javaOptions(classPath), `${hdfs}.namenode.NameNode`],
    folder: home,
    isReady: () => says(`${web}/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo`, 'Safemode'),
  })
  const dataNode = node('datanode', {
    args: [...javaOptions(classPath), `${hdfs}.datanode.DataNode`],
    folder: home,
    isReady: () => canWrite(web),
  })
  const yarn = []
  const stop = async () => {
    await Promise.all(yarn.map((one) => one.stop()))
    await Promise.all([nameNode.stop(), dataNode.stop()])
  }
  try {
    await Promise.all([nameNode.start(), dataNode.start()])
    await makeFolders(web)
  } catch (error) {
    await stop()
    throw error
  }
  const environment = {
    WEBHDFS_URL: web,
    WEBHDFS_USER: USER,
    HADOOP_CLASSPATH: classPath,
  }
  return {
    environment,
    nameNode,
    dataNode,
    stop,
    /** Gives the settings by which Bincard uses YARN, besides those of HDFS. */
    async startYarn() {
      const started = await startYarn({ home, libraries, core: coreSite(home, ports) })
      yarn.push(...started.nodes)
      return { ...environment, ...started.environment }
    },
  }
}

async function startYarn({ home, libraries, core }) {
  const ports = await freePorts([
    ...['scheduler', 'tracker', 'admin', 'manager', 'web'],
    ...['node', 'localizer', 'nodeWeb', 'shuffle'],
  ])
  const configuration = join(home, 'yarn-conf')
  const classPath = `${configuration}:${join(libraries, '*')}`
  writeConfiguration(configuration, {
    'core-site': core,
    'mapred-site': mapredSite(classPath, ports),
    'yarn-site': yarnSite(home, classPath, ports),
  })
  const web = `http://127.0.0.1:${ports.web}`
  const server = 'org.apache.hadoop.yarn.server'
  const manager = node('resourcemanager', {
    args: [...OPENED, ...javaOptions(classPath), `${server}.resourcemanager.ResourceManager`],
    folder: home,
    isReady: () => says(`${web}/ws/v1/cluster/info`, 'STARTED'),
  })
  const worker = node('nodemanager', {
    args: [...OPENED, ...javaOptions(classPath), `${server}.nodemanager.NodeManager`],
    folder: home,
    isReady: () => says(`${web}/ws/v1/cluster/metrics`, '"activeNodes":1'),
  })
  const nodes = [worker, manager]
  try {
    await Promise.all(nodes.map((one) => one.start()))
  } catch (error) {
    await Promise.all(nodes.map((one) => one.stop()))
    throw error
  }
  return { nodes, environment: { HADOOP_CLASSPATH: classPath, YARN_URL: web } }
}

/** A daemon that can be started again after it was stopped or killed. */
function node(name, { args, folder, isReady }) {
  let program
  const starting = async () => {
    program = await startProgram(name, { command: 'java', args, folder, isReady })
  }
  return {
    start: starting,
    stop: async () => program?.stop(),
    async kill() {
      const ended = new Promise((resolve) => program.child.once('exit', resolve))
      program.child.kill('SIGKILL')
      await ended
    },
  }
}

function javaOptions(classPath) {
  const small = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  return [...small, '-cp', classPath]
}

function coreSite(home, ports) {
  return {
    'fs.defaultFS': `hdfs://127.0.0.1:${ports.rpc}`,
    'hadoop.tmp.dir': join(home, 'tmp'),
    'hadoop.http.staticuser.user': USER,
  }
}

function hdfsSite(home, ports) {
  return {
    'dfs.replication': 1,
    'dfs.namenode.name.dir': `file://${join(home, 'name')}`,
    'dfs.datanode.data.dir': `file://${join(home, 'data')}`,
    'dfs.namenode.rpc-address': `127.0.0.1:${ports.rpc}`,
    'dfs.namenode.http-address': `127.0.0.1:${ports.http}`,
    'dfs.datanode.address': `127.0.0.1:${ports.data}`,
    'dfs.datanode.http.address': `127.0.0.1:${ports.dataHttp}`,
    'dfs.datanode.ipc.address': `127.0.0.1:${ports.dataIpc}`,
    // Where WebHDFS sends a client on to.
    'dfs.datanode.hostname': '127.0.0.1',
    'dfs.namenode.datanode.registration.ip-hostname-check': false,
    'dfs.webhdfs.enabled': true,
    'dfs.permissions.enabled': true,
    'dfs.namenode.safemode.extension': 0,
    'dfs.blocksize': 1_048_576,
    'dfs.namenode.fs-limits.min-block-size': 65_536,
    // Tests want a lost DataNode to be noticed soon.
    'dfs.heartbeat.interval': 1,
    'dfs.namenode.heartbeat.recheck-interval': 2_000,
    'dfs.client.block.write.replace-datanode-on-failure.policy': 'NEVER',
  }
}

function mapredSite(classPath, ports) {
  return {
    'mapreduce.framework.name': 'yarn',
    'mapreduce.application.classpath': classPath.replaceAll(':', ','),
    'yarn.app.mapreduce.am.staging-dir': '/tmp/staging',
    'yarn.app.mapreduce.am.resource.mb': 256,
    'yarn.app.mapreduce.am.command-opts': '-Xmx200m --add-opens=java.base/java.lang=ALL-UNNAMED',
    'mapreduce.map.memory.mb': 256,
    'mapreduce.reduce.memory.mb': 256,
    'mapred.child.java.opts': '-Xmx180m',
    'mapreduce.task.io.sort.mb': 32,
    'mapreduce.shuffle.port': ports.shuffle,
    // Small jobs run within their ApplicationMaster: a process for each task takes most of the time.
    'mapreduce.job.ubertask.enable': true,
    'mapreduce.client.completion.pollinterval': 500,
    'mapreduce.client.progressmonitor.pollinterval': 300,
  }
}

function yarnSite(home, classPath, ports) {
  const here = (port) => `127.0.0.1:${port}`
  return {
    'yarn.resourcemanager.address': here(ports.manager),
    'yarn.resourcemanager.scheduler.address': here(ports.scheduler),
    'yarn.resourcemanager.resource-tracker.address': here(ports.tracker),
    'yarn.resourcemanager.admin.address': here(ports.admin),
    'yarn.resourcemanager.webapp.address': here(ports.web),
    'yarn.resourcemanager.scheduler.class':
      'org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler',
    'yarn.resourcemanager.nodemanagers.heartbeat-interval-ms': 200,
    'yarn.nodemanager.address': here(ports.node),
    'yarn.nodemanager.localizer.address': here(ports.localizer),
    'yarn.nodemanager.webapp.address': here(ports.nodeWeb),
    'yarn.nodemanager.aux-services': 'mapreduce_shuffle',
    'yarn.nodemanager.local-dirs': join(home, 'yarn-local'),
    'yarn.nodemanager.log-dirs': join(home, 'yarn-logs'),
    'yarn.nodemanager.resource.memory-mb': 2_048,
    'yarn.nodemanager.resource.cpu-vcores': 4,
    'yarn.nodemanager.vmem-check-enabled': false,
    'yarn.nodemanager.pmem-check-enabled': false,
    'yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage': 99.5,
    'yarn.scheduler.minimum-allocation-mb': 128,
    'yarn.application.classpath': classPath.replaceAll(':', ','),
  }
}

function writeConfiguration(folder, sites) {
  // The libraries carry no pages; the daemons want the folders.
  for (const pages of ['hdfs', 'datanode']) {
    mkdirSync(join(folder, 'webapps', pages), { recursive: true })
  }
  writeFileSync(join(folder, 'log4j.properties'), LOGGING)
  for (const [site, properties] of Object.entries(sites)) {
    const lines = Object.entries(properties).map(
      ([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`
    )
    writeFileSync(
      join(folder, `${site}.xml`),
      `<configuration>\n${lines.join('\n')}\n</configuration>\n`
    )
  }
}

const LOGGING = [
  'log4j.rootLogger=INFO, console',
  'log4j.appender.console=org.apache.log4j.ConsoleAppender',
  'log4j.appender.console.target=System.err',
  'log4j.appender.console.layout=org.apache.log4j.PatternLayout',
  'log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n',
  '',
].join('\n')

async function canWrite(web) {
  const query = 'jmx?qry=Hadoop:service=NameNode,name='
  return (
    (await says(`${web}/${query}FSNamesystemState`, '"NumLiveDataNodes" : 1')) &&
    (await says(`${web}/${query}NameNodeInfo`, '"Safemode" : ""'))
  )
}

async function says(url, text) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    return (await answer.text()).includes(text)
  } catch {
    return false
  }
}

/** As its superuser: the folder that Bincard owns, and the one where jobs are staged. */
async function makeFolders(web) {
  const superuser = userInfo().username
  const ask = async (path, query) => {
    const url = `${web}/webhdfs/v1${path}?user.name=${superuser}&${query}`
    const answer = await fetch(url, { method: 'PUT' })
    if (!answer.ok) throw new Error(`HDFS refused ${query} of ${path}: ${await answer.text()}`)
  }
  await ask('/stock_analysis', 'op=MKDIRS')
  await ask('/stock_analysis', `op=SETOWNER&owner=${USER}&group=${USER}`)
  await ask('/tmp', 'op=MKDIRS')
  await ask('/tmp', 'op=SETPERMISSION&permission=1777')
}

async function freePorts(names) {
  const ports = {}
  for (const name of names) ports[name] = await freePort()
  return ports
}
