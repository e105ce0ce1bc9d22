/** A page of 10 slots with tickets, against a bare Fastify route that answers as many bytes. Both servers run in
 *  child processes of their own and are asked in turn by the same client, so that a busy machine slows both. What the
 *  feed keeps of each slot is written to a database meanwhile, as on a stage. */
import { type ChildProcess, fork } from 'node:child_process'
import { Agent, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type BenchResult, median } from './figure.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'feed'
export const goal = '≥ 0.35 × the requests/s of a bare Fastify route returning equal bytes'

const clips = 20_000
const rounds = 5
const roundMs = 3_000
const connections = 32
/** Each connection goes through viewers that take about so many pages each: 200 clips, a long session. */
const pagesOfAViewer = 20 * connections

interface Server {
  readonly port: number
  readonly child: ChildProcess
}

export const run = (): Promise<BenchResult> => withOwnDatabase('feed', ['feed'], ({ url }) => compare(url))

async function compare(databaseUrl: string): Promise<BenchResult> {
  const feed = await start('feed', 0, databaseUrl)
  const bytes = (await fetchOnce(feed.port)).length
  const bare = await start('bare', bytes)
  try {
    for (const server of [feed, bare]) await load(server.port, 1_500) // warm both
    const rates: { feed: number[]; bare: number[] } = { feed: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await load(bare.port, roundMs))
      rates.feed.push(await load(feed.port, roundMs))
    }
    const ratios = rates.feed.map((rate, at) => rate / (rates.bare[at] ?? Number.NaN))
    return {
      name,
      value: Math.round(median(rates.feed)),
      unit: 'requests/s',
      baseline: {
        what: 'bare Fastify route, equal bytes, requests/s',
        value: Math.round(median(rates.bare)),
      },
      ratio: median(ratios),
      goal,
      details: { clips, bytes, connections, ratios: ratios.map((one) => one.toFixed(3)).join(' ') },
    }
  } finally {
    feed.child.kill()
    bare.child.kill()
  }
}

function start(kind: 'feed' | 'bare', bytes = 0, databaseUrl = ''): Promise<Server> {
  const child = fork(fileURLToPath(import.meta.url), [], {
    env: {
      ...process.env,
      FEED_BENCH: kind,
      FEED_BENCH_BYTES: String(bytes),
      FEED_BENCH_DATABASE: databaseUrl,
    },
  })
  return new Promise((started, failed) => {
    child.once('message', (port) => started({ port: Number(port), child }))
    child.once('exit', (code) => failed(new Error(`the ${kind} server left with ${code}`)))
  })
}

function fetchOnce(port: number, agent?: Agent, cookie = ''): Promise<Buffer> {
  return new Promise((done, failed) => {
    get({ port, path: '/v1/feed', headers: { cookie }, ...(agent ? { agent } : {}) }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => done(Buffer.concat(parts)))
    }).once('error', failed)
  })
}

/** @returns requests a second over `connections` kept-alive connections, each a viewer of its own */
async function load(port: number, ms: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const until = performance.now() + ms
  const began = performance.now()
  let answered = 0
  await Promise.all(
    Array.from({ length: connections }, async (_, n) => {
      while (performance.now() < until) {
        // A viewer takes some pages and leaves; the next one comes.
        const viewer = Math.floor(answered / pagesOfAViewer) * connections + n
        const cookie = `panggung_device=00000000-0000-4000-8000-${viewer.toString(16).padStart(12, '0')}`
        await fetchOnce(port, agent, cookie)
        answered++
      }
    }),
  )
  agent.destroy()
  return answered / ((performance.now() - began) / 1000)
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0

async function serve(kind: string, bytes: number, databaseUrl: string): Promise<void> {
  const { systemClock } = await import('../platform/clock.ts')
  const { silentLog } = await import('../platform/log.ts')
  if (kind === 'bare') {
    const { fastify } = await import('fastify')
    const app = fastify({ logger: false })
    const body = `{"slots":"${'x'.repeat(Math.max(0, bytes - 12))}"}`
    app.get('/v1/feed', (_, reply) => reply.type('application/json; charset=utf-8').send(body))
    await app.listen({ port: 0, host: '127.0.0.1' })
    process.send?.(portOf(app.server.address()))
    return
  }
  const { createHttp } = await import('../platform/http/index.ts')
  const { createDb } = await import('../platform/db/index.ts')
  const { createMetrics } = await import('../platform/metrics.ts')
  const { systemIds } = await import('../platform/ids.ts')
  const { createTickets } = await import('../modules/playback/tickets.ts')
  const { ticketIssuer } = await import('../modules/playback/issue-ticket.ts')
  const { createFeed, mountFeed } = await import('../modules/feed/index.ts')
  const { aClip, quietStage } = await import('../modules/feed/testing.ts')
  const { identifyWith } = await import('../modules/identity/identify.ts')
  const http = await createHttp({
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
    rateLimits: false,
  })
  const ids = systemIds(systemClock)
  const tickets = createTickets(['the ticket key of a bench that signs for nobody'])
  http.identifyWith(identifyWith({ sessions: { find: async () => undefined } }))
  const feed = createFeed({
    ...quietStage(Array.from({ length: clips }, (_, n) => aClip(n))),
    clock: systemClock,
    ids,
    db: createDb({ url: databaseUrl, max: 2 }),
    countsOf: async (wanted) =>
      new Map(wanted.map((id, n) => [id, { views: (n * 7919) % 5000, likes: n % 300 }])),
    issueTicket: ticketIssuer(tickets, { clock: systemClock, ids }, 7_200_000),
    pickAd: ({ organicSinceAd }) =>
      organicSinceAd >= 5
        ? {
            campaignId: aClip(1).id,
            priceMicro: 15_000_000n,
            videoId: aClip(1).id,
            merchant: 'Warung',
            title: 'Nasi uduk hangat',
            cta: 'Pesan',
            url: 'https://warung.example/menu',
          }
        : undefined,
  })
  await feed.start()
  mountFeed(http, feed)
  await http.listen(0, '127.0.0.1')
  process.send?.(portOf(http.app.server.address()))
}

if (process.env.FEED_BENCH)
  await serve(
    process.env.FEED_BENCH,
    Number(process.env.FEED_BENCH_BYTES),
    process.env.FEED_BENCH_DATABASE ?? '',
  )
