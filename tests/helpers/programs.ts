/** Where the programs are that tests start: in the build of a whole run, which starts in half the time. */
export const PROGRAMS = process.env.SERVER_BUILD ?? process.cwd()

/** What starts a server there. */
export const SERVER = process.env.SERVER_BUILD
  ? ['bin/server.js']
  : ['--import=@poppinss/ts-exec', 'bin/server.ts']
