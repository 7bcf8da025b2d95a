import { defineConfig } from 'vite'
import adonisjs from '@adonisjs/vite/client'

export default defineConfig({
  plugins: [
    adonisjs({
      entryPoints: ['resources/css/app.css', 'resources/js/app.js'],
      reload: ['resources/views/**/*.edge'],
    }),
  ],
  server: { hmr: { host: '127.0.0.1' } },
  build: { outDir: 'public/assets', emptyOutDir: true, sourcemap: false },
})
