/** Pages of a stage of 100,000 clips at 50 requests a second, whether or not the last was answered, while what was watched
 *  flows in: reports to ingest, the judge, and from there into what the next page is made of. Vectors are made up, all
 *  else is the real path, the ranker that learns and its trainer included. A bare Fastify route that answers as many
 *  bytes is asked in turn at the same pace, so that a busy machine delays both.
 *
 *  What a page costs is what pages and reports cost together, less what as many reports cost alone: the process is one. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { aClip } from '../modules/feed/testing.ts'
import { assert } from '../platform/errors.ts'
import { serverFile, type Used } from './feed-100k/server.ts'
import { clipCount, viewerCount } from './feed-100k/stage.ts'
import type { BenchResult } from './figure.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'feed-100k'
export const goal =
  'p99 ≤ 30 ms and ≤ 6 ms of CPU a request at 100,000 clips, 50 requests/s, with events flowing'

const rounds = 2
/** Long enough for a few hundredths to be many, and for a full collection of the heap, which comes once in a hundred seconds
 *  or so, to be as rare as it is. */
const roundMs = 50_000
const everyMs = 20
/** Of a page, so many slots are reported before the next one is asked for. */
const reported = 6

interface Server {
  readonly port: number
  readonly child: ChildProcess
}

export const run = (): Promise<BenchResult> =>
  withOwnDatabase('feed-100k', ['feed', 'playback', 'recommend'], async ({ url }) => {
    const feed = await start('feed', url)
    const bytes = (await ask(feed.port, 0)).length
    const bare = await start('bare', String(bytes))
    try {
      return await compare(feed, bare, bytes)
    } finally {
      feed.child.kill()
      bare.child.kill()
    }
  })

async function compare(feed: Server, bare: Server, bytes: number): Promise<BenchResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const tickets = new Map<number, string[]>()
  await load(feed, 4_000, agent, tickets)
  await usedBy(feed)
  const [ms, bareMs]: [number[], number[]] = [[], []]
  const total = {
    cpuMs: 0,
    reportsMs: 0,
    reports: 0,
    pages: 0,
    candidates: 0,
    learnt: 0,
    taught: 0,
    faults: 0,
    unjudged: 0,
  }
  for (let round = 0; round < rounds; round++) {
    bareMs.push(...(await load(bare, roundMs / 2, agent)))
    const offered = await collect(feed, agent)
    await usedBy(feed)
    await reportAlone(feed, offered, agent)
    total.reports += offered.length
    total.reportsMs += (await usedBy(feed)).cpuMs
    ms.push(...(await load(feed, roundMs, agent, tickets)))
    const one = await usedBy(feed)
    total.cpuMs += one.cpuMs
    total.pages += one.pages
    total.candidates += one.candidates
    total.learnt += one.learnt
    total.taught = one.taught
    total.faults = one.faults
    total.unjudged = one.unjudged
  }
  agent.destroy()
  const [each, reports] = [total.cpuMs / total.pages, total.reportsMs / total.reports]
  const [p99, bareP99] = [ms, bareMs].map((times) => percentile(times, 0.99))
  assert(p99 !== undefined && bareP99 !== undefined && total.pages > 0, 'both were asked')
  assert(total.taught > 0, 'the ranker that learns was told what came of the pages')
  return {
    name,
    value: round(p99),
    unit: 'ms',
    baseline: { what: 'bare Fastify route, equal bytes, the same pace, p99 ms', value: round(bareP99) },
    ratio: p99 / bareP99,
    goal,
    details: {
      clips: clipCount,
      bytes,
      requests: ms.length,
      'p50 / p90 / p99 ms': [0.5, 0.9, 0.99].map((part) => round(percentile(ms, part))).join(' / '),
      'bare p50 / p99 ms': [0.5, 0.99].map((part) => round(percentile(bareMs, part))).join(' / '),
      'CPU ms a request': round(each - reports),
      'with its reports, the judge, what is learned of them and all else': round(each),
      'candidates by taste a request': Math.round(total.candidates / total.pages),
      'watches that moved interests': total.learnt,
      'outcomes that the ranker learned': total.taught,
      'faults of sources': total.faults,
      'rounds of the judge that failed': total.unjudged,
    },
  }
}

async function start(kind: 'feed' | 'bare', told: string): Promise<Server> {
  const child = fork(serverFile, [kind, told])
  const gaveUp = once(child, 'exit').then(() => Promise.reject(new Error(`the ${kind} server gave up`)))
  gaveUp.catch(() => {})
  const [port]: unknown[] = await Promise.race([once(child, 'message'), gaveUp])
  return { port: Number(port), child }
}

async function usedBy({ child }: Server): Promise<Used> {
  const answer: Promise<Used[]> = once(child, 'message')
  child.send('used')
  const [used] = await answer
  assert(used, 'the server answers')
  return used
}

/** @returns how long each answer took, in ms, from when it was due
 *  @param tickets of each viewer's last page; absent: nothing is reported */
async function load(
  server: Server,
  lastsMs: number,
  agent: Agent,
  tickets?: Map<number, string[]>,
): Promise<number[]> {
  const times: number[] = []
  const running: Promise<unknown>[] = []
  const began = performance.now()
  for (let n = 0; n * everyMs < lastsMs; n++) {
    const due = began + n * everyMs
    await pause(Math.max(0, due - performance.now()))
    const viewer = n % viewerCount
    running.push(
      (async () => {
        const last = tickets?.get(viewer)
        if (last) running.push(report(server.port, viewer, last, agent))
        const page = await ask(server.port, viewer, agent)
        times.push(performance.now() - due)
        tickets?.set(viewer, ticketsIn(page))
      })(),
    )
  }
  await Promise.all(running)
  return times
}

/** Tickets of pages, to be reported later. */
async function collect(server: Server, agent: Agent): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = []
  for (let n = 0; n * everyMs < roundMs / 2; n++)
    pages.push(ticketsIn(await ask(server.port, n % viewerCount, agent)))
  return pages
}

/** As many reports at the same pace as pages come with, and no pages. */
async function reportAlone(
  server: Server,
  offered: readonly (readonly string[])[],
  agent: Agent,
): Promise<void> {
  const running: Promise<unknown>[] = []
  const began = performance.now()
  for (const [n, tickets] of offered.entries()) {
    await pause(Math.max(0, began + n * everyMs - performance.now()))
    running.push(report(server.port, n % viewerCount, tickets, agent))
  }
  await Promise.all(running)
}

const ticketsIn = (page: Buffer): string[] =>
  [...page.toString('latin1').matchAll(/"ticket":"([^"]+)"/g)].map(([, one]) => one ?? '')

const ask = (port: number, viewer: number, agent?: Agent): Promise<Buffer> =>
  call({ port, path: '/v1/feed', viewer, ...(agent ? { agent } : {}) })

const report = (port: number, viewer: number, tickets: readonly string[], agent: Agent): Promise<Buffer> =>
  call({
    port,
    path: '/v1/watches',
    viewer,
    agent,
    body: JSON.stringify({
      batchId: randomUUID(),
      events: tickets.slice(0, reported).map((ticket, at) => {
        const playedMs = at % 2 === 0 ? 3_000 : 700
        return {
          eventId: randomUUID(),
          ticket,
          ranges: [[0, playedMs]],
          playedMs,
          visible: true,
          at: new Date().toISOString(),
        }
      }),
    }),
  })

function call(asked: {
  port: number
  path: string
  viewer: number
  agent?: Agent
  body?: string
}): Promise<Buffer> {
  const { port, path, agent, body } = asked
  return new Promise((done, failed) => {
    const headers = {
      'x-viewer': aClip(asked.viewer).id,
      'user-agent': 'Mozilla/5.0 Chrome/140',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const sent = request(
      { port, path, headers, method: body === undefined ? 'GET' : 'POST', ...(agent ? { agent } : {}) },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const whole = Buffer.concat(parts)
          if ((answer.statusCode ?? 500) < 300) done(whole)
          else failed(new Error(`${path} answered ${answer.statusCode}: ${whole.toString()}`))
        })
      },
    )
    sent.once('error', failed)
    sent.end(body)
  })
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
const round = (value: number): number => Math.round(value * 100) / 100
