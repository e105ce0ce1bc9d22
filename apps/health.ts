/** What machines ask of the stage: is it alive, may it be sent traffic, how is it doing, what does it speak. */
import { z } from 'zod'
import { type Access, refusals, route } from '../platform/contract.ts'
import { type Db, ping } from '../platform/db/index.ts'
import { refuse } from '../platform/errors.ts'
import { type Http, openapi } from '../platform/http/index.ts'
import type { Metrics } from '../platform/metrics.ts'
import { access } from '../modules/identity/contract.ts'

const healthRefusals = refusals({
  not_ready: {
    status: 503,
    en: 'The stage is not ready: {detail}.',
    id: 'Panggung belum siap: {detail}.',
    values: {
      detail: {
        database: { en: 'the database does not answer', id: 'basis data tidak menjawab' },
        disk: { en: 'the disk is full', id: 'disknya penuh' },
      },
    },
  },
})

const open: Access = access.everyone
const healthRoutes = {
  live: route({
    method: 'GET',
    path: '/healthz',
    summary: 'The process answers.',
    access: open,
    reply: z.object({ ok: z.literal(true) }),
    limit: 100_000,
  }),
  ready: route({
    method: 'GET',
    path: '/readyz',
    summary: 'Database and storage answer too.',
    access: open,
    reply: z.object({ ok: z.literal(true) }),
    refusals: [healthRefusals.not_ready],
    limit: 100_000,
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics; only for callers on this machine or its private network.',
    access: open,
    reply: 'raw',
    limit: 10_000,
  }),
  openapi: route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This API, as OpenAPI 3.1.',
    access: open,
    reply: 'raw',
  }),
}

export function mountHealth(
  http: Http,
  deps: { db: Db; metrics: Metrics; name: string; version: string; freeBytes: () => Promise<number> },
): void {
  http.handle(healthRoutes.live, () => ({ ok: true as const }))
  http.handle(healthRoutes.ready, async () => {
    try {
      await ping(deps.db)
    } catch {
      return refuse(healthRefusals.not_ready, { detail: 'database' })
    }
    if ((await deps.freeBytes()) < 64 * 1024 * 1024)
      return refuse(healthRefusals.not_ready, { detail: 'disk' })
    return { ok: true as const }
  })
  http.handle(healthRoutes.metrics, async ({ caller, reply }) => {
    if (!isPrivate(caller.address)) return reply.code(404).type('text/plain').send('')
    return reply.type(deps.metrics.contentType).send(await deps.metrics.text())
  })
  let document: string | undefined
  http.handle(healthRoutes.openapi, async ({ reply }) => {
    document ??= JSON.stringify(
      openapi(http.routes, {
        title: deps.name,
        version: deps.version,
        description:
          'Short video that pays its people. Money is a decimal string of minor or micro units; instants are ISO 8601.',
      }),
    )
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'public, max-age=60')
      .send(document)
  })
}

/** Loopback and the private ranges of RFC 1918 and RFC 4193. */
function isPrivate(address: string): boolean {
  const v4 = address.replace(/^::ffff:/, '')
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(v4) || v4 === '::1' || /^f[cd]/i.test(v4)
}
