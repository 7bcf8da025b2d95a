import { defineConfig } from '@adonisjs/shield'
import { assetOrigins, storeOrigins } from '#files/serving/origins'

const assets = assetOrigins()
const stores = storeOrigins()

export default defineConfig({
  csp: {
    enabled: true,
    directives: {
      defaultSrc: [`'self'`, ...assets],
      scriptSrc: [`'self'`, '@nonce', ...assets],
      styleSrc: [`'self'`, `'unsafe-inline'`, ...assets],
      imgSrc: [`'self'`, 'data:', 'blob:', ...assets, ...stores],
      connectSrc: [`'self'`, ...stores],
      objectSrc: [`'none'`],
      baseUri: [`'self'`],
      formAction: [`'self'`],
      frameAncestors: [`'none'`],
    },
    reportOnly: false,
  },
  // EventSource and fetch of the live stream carry the token from the XSRF cookie.
  csrf: {
    enabled: true,
    exceptRoutes: [],
    enableXsrfCookie: true,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },
  xFrame: { enabled: true, action: 'DENY' },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: true },
})
