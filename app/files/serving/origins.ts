import env from '#start/env'

/** Where browsers fetch pictures from, and send parts of uploads to, besides this server. */
export function storeOrigins(): string[] {
  const settings = env.files.objectStore
  if (env.files.disk !== 's3' || !settings) return []
  const { publicEndpoint, region, isPathStyle, media, exports } = settings
  const endpoint = new URL(publicEndpoint || `https://s3.${region}.amazonaws.com`)
  if (isPathStyle) return [endpoint.origin]
  return [media, exports].map(({ bucket }) => `${endpoint.protocol}//${bucket}.${endpoint.host}`)
}

/** Where browsers fetch scripts, styles and fonts from, when that is another host. */
export function assetOrigins(): string[] {
  return env.files.assetsUrl ? [new URL(env.files.assetsUrl).origin] : []
}
