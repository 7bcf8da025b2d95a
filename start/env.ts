import { Env } from '@adonisjs/core/env'
import { readSettings } from './settings.js'

export type { KafkaSettings } from './settings_kafka.js'

// .env is read by the framework's loader; what it says is then checked here, all at once, so that a
// wrong setting stops the start with one line that names it.
await Env.create(new URL('../', import.meta.url), {})

const settings = readSettings(process.env)

// The framework's HTTP server takes its address from the environment, with defaults of its own.
process.env.HOST = settings.host
process.env.PORT = String(settings.port)

export default settings
