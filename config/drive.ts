import { join } from 'node:path'
import { defineConfig, services } from '@adonisjs/drive'
import { dataDirectory } from '#config/database'

/** Where uploads are kept: below the data folder, never served without asking who wants them. */
const driveConfig = defineConfig({
  default: 'media',
  services: {
    media: services.fs({
      location: join(dataDirectory, 'media'),
      visibility: 'private',
      serveFiles: false,
    }),
  },
})

export default driveConfig

declare module '@adonisjs/drive/types' {
  export interface DriveDisks extends InferDriveDisks<typeof driveConfig> {}
}
