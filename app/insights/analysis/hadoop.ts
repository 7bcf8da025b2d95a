import env from '#start/env'
import { Hdfs } from '#insights/hdfs/hdfs'

/** Whether sales are analysed by MapReduce on HDFS; otherwise the database itself answers. */
export const isOnHadoop = env.analysisEngine === 'hadoop'

export const hadoopSettings = env.hadoop

/** The HDFS of the settings. */
export const hdfs = new Hdfs(env.hadoop)
