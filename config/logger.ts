import app from '@adonisjs/core/services/app'
import { defineConfig, syncDestination, targets } from '@adonisjs/core/logger'
import env from '#start/env'

const isPretty = !app.inProduction || process.stdout.isTTY

export default defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'bincard',
      level: app.inTest ? 'silent' : env.logLevel,
      destination: isPretty ? await syncDestination() : undefined,
      transport: isPretty ? undefined : { targets: [targets.file({ destination: 1 })] },
    },
  },
})
