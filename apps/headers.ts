import type { FastifyInstance } from 'fastify'
import type { StorageConfig } from '../platform/storage/index.ts'

/** Nothing runs, loads or sends anything that did not come from this stage; no inline script, no frame around it. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The one page that others may frame: it runs nothing, so that nothing can be done through it. */
const embedRoute = '/embed/:videoId'
const embedPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ')

/** Where players are sent for media, if not to this stage itself. */
export function storeOrigins(storage: StorageConfig): readonly string[] {
  if (storage.READS !== 'redirect' || storage.S3_BUCKET === '') return []
  const { protocol, host, origin } = new URL(storage.S3_READ_ENDPOINT || storage.S3_ENDPOINT)
  return [storage.S3_PATH_STYLE ? origin : `${protocol}//${storage.S3_BUCKET}.${host}`]
}

/** @param options.mediaFrom as {@link storeOrigins} says */
export function addSecurityHeaders(
  app: FastifyInstance,
  options: { secureOnly: boolean; mediaFrom: readonly string[] },
): void {
  const mediaToo = (policy: string): string =>
    policy.replace(/\b(media-src|img-src|connect-src) 'self'/g, (whole) =>
      [whole, ...options.mediaFrom].join(' '),
    )
  const [pages, embed] = [mediaToo(contentSecurityPolicy), mediaToo(embedPolicy)]
  app.addHook('onSend', async (request, reply) => {
    const isEmbed = request.routeOptions.url === embedRoute
    reply.header('content-security-policy', isEmbed ? embed : pages)
    reply.header('referrer-policy', 'strict-origin-when-cross-origin')
    if (!isEmbed) reply.header('x-frame-options', 'DENY')
    reply.header('cross-origin-opener-policy', 'same-origin')
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()')
    if (options.secureOnly) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  })
}
