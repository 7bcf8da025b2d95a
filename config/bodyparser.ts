import { defineConfig } from '@adonisjs/core/bodyparser'

// Pages only: the API group reads its own bodies (#core/http/read_api_body), exactly and with limits.
export default defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: {
    convertEmptyStringsToNull: false,
    types: ['application/x-www-form-urlencoded'],
    limit: '1mb',
  },
  json: { convertEmptyStringsToNull: false, types: ['application/json'], limit: '1mb' },
  multipart: {
    autoProcess: true,
    convertEmptyStringsToNull: false,
    // These write the file to the disk while it comes in; see #core/import/receive_file.
    processManually: ['/imports/files'],
    limit: '20mb',
    types: ['multipart/form-data'],
  },
})
