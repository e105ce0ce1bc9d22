import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import { commonRefusals, type Output, type RouteSpec } from '../contract.ts'
import { assert, refuse } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Caller, Identify } from './caller.ts'
import { answerBrokenClient, schemaWords, sendError } from './errors.ts'
import { rateLimit } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyRequest {
    lang?: 'id' | 'en'
  }
}

export interface HttpOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  /** Checks every reply against its contract; on in tests, where a wrong reply is a bug to see. */
  readonly strictReplies?: boolean
  /** Addresses of proxies whose X-Forwarded-* headers may be believed. */
  readonly trustProxy?: string | boolean
  /** False in benches and tests that send more than a person would. */
  readonly rateLimits?: boolean
}

export interface HandlerContext<S extends RouteSpec> {
  readonly caller: Caller
  readonly params: Output<S['params']>
  readonly query: Output<S['query']>
  readonly body: Output<S['body']>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** A reply that is JSON already. */
export class Prepared {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

type ReplyOf<S extends RouteSpec> = S['reply'] extends z.ZodType ? z.input<S['reply']> | Prepared : unknown
export type Handler<S extends RouteSpec> = (context: HandlerContext<S>) => Promise<ReplyOf<S>> | ReplyOf<S>

export type OpenHandler<S extends RouteSpec> = (
  context: Omit<HandlerContext<S>, 'caller' | 'body'>,
) => Promise<unknown>

export interface Http {
  /** Serves the route. A `raw` route's handler writes its reply itself. */
  handle<S extends RouteSpec>(spec: S, handler: Handler<S>): void
  /** Serves a route whose address is the permission: who calls is not looked up, so an answer sets no cookie, costs no
   *  session lookup, and may be kept by anyone. An address that does not fit the contract is one where nothing is. */
  handleOpen<S extends RouteSpec>(spec: S, handler: OpenHandler<S>): void
  /** Every route that was handled, in order: what OpenAPI and the authorisation test walk. */
  readonly routes: readonly RouteSpec[]
  /** Set once by the module that knows accounts. */
  identifyWith(identify: Identify): void
  callerOf(request: FastifyRequest, reply: FastifyReply): Promise<Caller>
  /** Fastify itself, for libraries that mount their own handler. */
  readonly app: FastifyInstance
  listen(port: number, host: string): Promise<string>
  close(): Promise<void>
}

export async function createHttp(options: HttpOptions): Promise<Http> {
  const { clock, metrics } = options
  const logger: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    genReqId: () => randomUUID(),
    bodyLimit: 65_536,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
    clientErrorHandler: answerBrokenClient,
  })
  await app.register(cookie)
  const routes: RouteSpec[] = []
  const limits = rateLimit()
  const enlist = (spec: RouteSpec): void => {
    assert(
      !routes.some((one) => one.method === spec.method && one.path === spec.path),
      `${spec.method} ${spec.path} is handled twice`,
    )
    routes.push(spec)
  }
  const seconds = metrics.histogram(
    'http_request_seconds',
    'Time to answer, by route and status class.',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    ['route', 'status'],
  )
  let identify: Identify | undefined
  const callers = new WeakMap<FastifyRequest, Promise<Caller>>()
  const callerOf = (request: FastifyRequest, reply: FastifyReply): Promise<Caller> => {
    const known = callers.get(request)
    if (known) return known
    assert(identify, 'identity is mounted before any route is called')
    const asked = identify(request, reply).then((caller) => {
      request.lang = caller.lang
      return caller
    })
    callers.set(request, asked)
    return asked
  }

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds(reply.elapsedTime / 1000, { route, status: `${Math.floor(reply.statusCode / 100)}xx` })
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('x-request-id', request.id)
    guardOrigin(request)
  })
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))

  return {
    app,
    routes,
    callerOf,
    identifyWith(given) {
      identify = given
    },
    handle(spec, handler) {
      enlist(spec)
      const limit = spec.limit ?? 300
      const limitName = `${spec.method} ${spec.path}`
      app.route({
        method: spec.method,
        url: spec.path,
        ...(spec.bodyLimit === undefined ? {} : { bodyLimit: spec.bodyLimit }),
        async handler(request, reply) {
          const caller = await callerOf(request, reply)
          if (options.rateLimits !== false) {
            const who = caller.account?.id ?? caller.address
            const wait = limits.take(`${limitName} ${who}`, limit, clock.now().getTime())
            if (wait > 0) refuse(commonRefusals.too_many_requests, { seconds: wait })
          }
          const words = { error: schemaWords[caller.lang] }
          // The specs' types and these parses are the same schemas; TypeScript can't follow them through the generic.
          const context = {
            caller,
            params: plain(spec.params?.parse(request.params, words), caller.lang),
            query: plain(spec.query?.parse(request.query, words), caller.lang),
            body: plain(spec.body?.parse(request.body, words), caller.lang),
            request,
            reply,
          } as HandlerContext<typeof spec>
          const result: unknown = await handler(context)
          if (spec.reply === 'raw') return reply.sent ? undefined : reply
          reply.code(spec.status ?? 200).header('content-type', 'application/json; charset=utf-8')
          if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
          if (result instanceof Prepared) {
            await turnEnd()
            if (options.strictReplies) spec.reply.parse(JSON.parse(result.json))
            return reply.send(result.json)
          }
          if (options.strictReplies) spec.reply.parse(JSON.parse(JSON.stringify(result)))
          return reply.send(JSON.stringify(result))
        },
      })
    },
    handleOpen(spec, handler) {
      assert(
        spec.reply === 'raw' && !spec.body,
        `${spec.path}: an open route writes its own answer to a question`,
      )
      enlist(spec)
      app.route({
        method: spec.method,
        url: spec.path,
        async handler(request, reply) {
          const params = spec.params?.safeParse(request.params)
          const query = spec.query?.safeParse(request.query)
          if (params?.success === false || query?.success === false) refuse(commonRefusals.not_found)
          // As in handle(): the same schemas, which TypeScript can't follow through the generic.
          const context = { params: params?.data, query: query?.data, request, reply } as HandlerContext<
            typeof spec
          >
          await handler(context)
          return reply.sent ? undefined : reply
        },
      })
    },
    listen: (port, host) => app.listen({ port, host }),
    close: () => app.close(),
  }
}

let ending: Promise<void> | undefined
/** The end of this turn of the event loop. Replies that are ready at once are computed one after the other and then
 *  written together: whoever reads them on the same machine, a proxy for one, is woken once for all of them, and the
 *  kernel's wake-ups are a fifth of what a page costs (bench/feed.ts: 0.37 → 0.42). Alone, a reply waits for nothing. */
function turnEnd(): Promise<void> {
  ending ??= new Promise((resolve) =>
    setImmediate(() => {
      ending = undefined
      resolve()
    }),
  )
  return ending
}

/** PostgreSQL keeps no NUL in a text and no half of a surrogate pair in its JSON, and no person means one.
 *  @returns what was given, without a copy */
function plain(given: unknown, lang: 'id' | 'en'): unknown {
  if (typeof given === 'string' && given.includes('\0'))
    refuse(commonRefusals.bad_request, {
      detail: lang === 'id' ? 'ada karakter NUL' : 'it holds a NUL character',
    })
  if (typeof given === 'string' && !given.isWellFormed())
    refuse(commonRefusals.bad_request, {
      detail: lang === 'id' ? 'ada karakter yang terpotong' : 'it holds half of a character',
    })
  if (Array.isArray(given)) for (const one of given) plain(one, lang)
  else if (typeof given === 'object' && given !== null)
    for (const one of Object.values(given)) plain(one, lang)
  return given
}

/** A browser says where a request comes from; one from elsewhere may read what is public and change nothing.
 *  Clients that are no browsers send neither header and carry a token, or a cookie that no other site can use. */
function guardOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse(commonRefusals.cross_site)
  const { origin } = request.headers
  if (origin === undefined) return
  const host = URL.canParse(origin) ? new URL(origin).host : ''
  if (host !== request.host) refuse(commonRefusals.cross_site)
}
