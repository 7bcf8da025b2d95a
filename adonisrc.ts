import { defineConfig } from '@adonisjs/core/app'
import { indexEntities } from '@adonisjs/core'

export default defineConfig({
  typescript: true,
  directories: { views: 'resources/views', migrations: 'database/migrations' },

  commands: [
    () => import('@adonisjs/core/commands'),
    () => import('@adonisjs/lucid/commands'),
    () => import('@adonisjs/cache/commands'),
  ],

  preloads: [
    () => import('#start/ports'),
    () => import('#start/kernel'),
    () => import('#start/routes'),
  ],

  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    { file: () => import('@adonisjs/core/providers/repl_provider'), environment: ['repl', 'test'] },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/core/providers/edge_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/session/session_provider'),
    () => import('@adonisjs/shield/shield_provider'),
    () => import('@adonisjs/static/static_provider'),
    () => import('@adonisjs/limiter/limiter_provider'),
    () => import('@adonisjs/transmit/transmit_provider'),
    () => import('@adonisjs/drive/drive_provider'),
    () => import('@adonisjs/cache/cache_provider'),
    () => import('#providers/database_provider'),
    () => import('#providers/valkey_provider'),
    () => import('#providers/accounts_provider'),
    () => import('#providers/view_provider'),
    () => import('#providers/events_provider'),
    () => import('#providers/live_provider'),
    () => import('#providers/jobs_provider'),
  ],

  metaFiles: [
    { pattern: 'resources/views/**/*.edge', reloadServer: false },
    { pattern: 'public/**', reloadServer: false },
    // What the compiler does not carry into a build.
    { pattern: 'resources/lang/**/*.json', reloadServer: false },
    { pattern: 'app/**/*.{json,mjs}', reloadServer: false },
    { pattern: 'database/demo/**', reloadServer: false },
    { pattern: 'LICENSE', reloadServer: false },
  ],

  hooks: {
    init: [
      indexEntities({
        controllers: { enabled: false },
        transformers: { enabled: false },
        events: { enabled: false },
        listeners: { enabled: false },
      }),
    ],
    buildStarting: [() => import('./bin/build_hook.js')],
  },

  tests: {
    forceExit: true,
    timeout: 60_000,
    suites: [
      { name: 'unit', files: ['tests/unit/**/*.spec.ts'] },
      { name: 'functional', files: ['tests/functional/**/*.spec.ts'] },
      { name: 'integration', files: ['tests/integration/**/*.spec.ts'], timeout: 300_000 },
      { name: 'browser', files: ['tests/browser/**/*.spec.ts'], timeout: 120_000 },
    ],
  },
})
