import { installPython } from './python_packages.js'

const VERSION = '2.16.1'

/** The client by which the example in Python follows a topic; there is nothing to start. */
export async function fetchKafkaForPython() {
  const packages = await installPython('confluent-kafka', VERSION)
  return { environment: { KAFKA_PYTHON_PACKAGES: packages }, stop: async () => undefined }
}
