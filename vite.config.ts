import { defineConfig } from 'vite'
import { precompressed } from './resources/build/precompressed.ts'
import { systemTheme } from './resources/build/system_theme.ts'
import { withoutUnused } from './resources/build/without_unused.ts'

export default defineConfig({
  publicDir: false,
  // Files find each other wherever they are served from: ASSETS_URL.
  base: './',
  plugins: [precompressed()],
  css: { postcss: { plugins: [withoutUnused(), systemTheme()] } },
  build: {
    outDir: 'public/assets',
    // A running server still serves what the build before made (bin/assets.ts clears up).
    emptyOutDir: false,
    assetsDir: '.',
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['resources/css/app.css', 'resources/js/app.js'] },
  },
})
