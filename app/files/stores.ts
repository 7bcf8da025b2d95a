import { openStore } from '#files/stores/open_store'
import env from '#start/env'

/** Pictures and attachments: private. */
export const mediaStore = await openStore('media', env.files.disk)
/** Exports of lists and for analysis: private, and kept for a while. */
export const exportStore = await openStore('exports', env.files.disk)
/** The browser's scripts and styles: public, and each for good. */
export const staticStore = await openStore('static', env.files.disk)
