import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/core/http'
import proxyAddr from 'proxy-addr'
import env from '#start/env'
import { refuseBadAddress } from '#core/http/refuse_bad_address'

export const appUrl = env.appUrl

export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  onBadUrl: refuseBadAddress,
  cookie: {
    domain: '',
    path: '/',
    maxAge: '14 days',
    httpOnly: true,
    secure: env.secureCookies,
    sameSite: 'lax',
  },
  // X-Forwarded-* counts only when it comes from an address the operator named.
  trustProxy: env.trustProxy ? proxyAddr.compile(env.trustProxy.split(',')) : () => false,
})

export const isProduction = app.inProduction
