import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { choice, InvalidSetting, required, text, type Source } from './setting_readers.js'

export interface HadoopSettings {
  /** http(s)://host:port of each NameNode, in the order they are tried. */
  nameNodes: string[]
  user: string
  /** The libraries and the configuration of the Hadoop client, as Java wants them. */
  classPath: string
  /** http(s)://host:port of each ResourceManager; none: jobs run on the worker's machine. */
  resourceManagers: string[]
  /** Node, on the machines where the job runs. */
  node: string
}

/** By what the sales analysis is made. */
export function readAnalysisSettings(source: Source, role: string) {
  const engine = choice(source, 'ANALYSIS_ENGINE', ['sql', 'hadoop'] as const)
  const hadoop: HadoopSettings = {
    nameNodes: urls(source, 'WEBHDFS_URL', 'http://namenode:9870'),
    user: text(source, 'WEBHDFS_USER', ''),
    classPath: classPath(source),
    resourceManagers: urls(source, 'YARN_URL', 'http://resourcemanager:8088'),
    node: text(source, 'HADOOP_NODE', process.execPath),
  }
  if (engine === 'sql') return { analysisEngine: engine, hadoop }
  required(source, 'WEBHDFS_URL', 'http://namenode:9870')
  required(source, 'WEBHDFS_USER', 'bincard')
  if (role !== 'web' && !hadoop.classPath) {
    throw new InvalidSetting(
      'HADOOP_HOME and HADOOP_CLASSPATH are missing: with ANALYSIS_ENGINE=hadoop one of them says where the Hadoop client is. ' +
        'Example: HADOOP_HOME=/opt/hadoop'
    )
  }
  return { analysisEngine: engine, hadoop }
}

function urls(source: Source, name: string, example: string): string[] {
  const list = text(source, name, '').split(',')
  return list
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      if (URL.canParse(one) && /^https?:\/\//.test(one)) return one.replace(/\/+$/, '')
      throw new InvalidSetting(
        `${name} has "${one}", which is no URL. Example: ${name}=${example}, or several with commas between`
      )
    })
}

/** Where a distribution of Hadoop has its libraries. */
const LIBRARIES = ['common', 'common/lib', 'hdfs', 'hdfs/lib', 'mapreduce', 'yarn', 'yarn/lib']

function classPath(source: Source): string {
  const home = text(source, 'HADOOP_HOME', '')
  const configuration = text(source, 'HADOOP_CONF_DIR', '')
  const given = text(source, 'HADOOP_CLASSPATH', '')
  const parts = configuration ? [configuration] : []
  if (given) return [...parts, given].join(':')
  if (!home) return ''
  const share = join(home, 'share/hadoop')
  if (!existsSync(share)) {
    throw new InvalidSetting(
      `HADOOP_HOME is "${home}", but there is no folder share/hadoop in it. Example: HADOOP_HOME=/opt/hadoop`
    )
  }
  if (!configuration) parts.push(join(home, 'etc/hadoop'))
  return [...parts, ...[...LIBRARIES, 'tools/lib'].map((one) => join(share, one, '*'))].join(':')
}
