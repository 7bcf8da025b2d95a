import { defineConfig } from '@adonisjs/transmit'

export default defineConfig({ pingInterval: '15s', transport: null })
