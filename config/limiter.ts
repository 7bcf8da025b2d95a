import { defineConfig, stores } from '@adonisjs/limiter'

const limiterConfig = defineConfig({ default: 'memory', stores: { memory: stores.memory({}) } })

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList {
    memory: ReturnType<typeof stores.memory>
  }
}
