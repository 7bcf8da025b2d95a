import { defineConfig } from 'vite'
import { systemTheme } from './resources/build/system_theme.ts'
import { withoutUnused } from './resources/build/without_unused.ts'

export default defineConfig({
  publicDir: false,
  base: '/assets/',
  css: { postcss: { plugins: [withoutUnused(), systemTheme()] } },
  build: {
    outDir: 'public/assets',
    emptyOutDir: true,
    assetsDir: '.',
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['resources/css/app.css', 'resources/js/app.js'] },
  },
})
