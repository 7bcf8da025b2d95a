/** The part of npm webhdfs that is used; it has no types of its own. */
declare module 'webhdfs' {
  export interface FileStatus {
    pathSuffix: string
    type: 'FILE' | 'DIRECTORY'
    length: number
    modificationTime: number
    fileId: number
  }

  type Done<T> = (error: Error | null, result: T) => void

  export interface Client {
    mkdir(path: string, done: Done<undefined>): void
    stat(path: string, done: Done<FileStatus>): void
    readdir(path: string, done: Done<FileStatus[]>): void
    unlink(path: string, isRecursive: boolean, done: Done<undefined>): void
  }

  interface Options {
    protocol: string
    host: string
    port: string
    path: string
    user: string
  }

  const webhdfs: { createClient(options: Options, request: { timeout: number }): Client }
  export default webhdfs
}
