/** Durable events through HTTP against the same rows by bare COPY into the same table.
 *
 *  The server under test is the composed edge of playback in this process: JSON, schema, ticket signatures, clamping
 *  and group commit, on a PostgreSQL with fsync of the bench's own. A child process plays the players: batches of 50
 *  over keep-alive connections, each sent when the one before was answered 202. Rounds of both take turns, and
 *  medians are compared, so that a neighbour's load falls on both. */
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock, toDay } from '../platform/clock.ts'
import { createDb, type Db, loadMigrations, migrate, sql } from '../platform/db/index.ts'
import { assert } from '../platform/errors.ts'
import { createEvents } from '../platform/events/index.ts'
import { createHttp } from '../platform/http/index.ts'
import { systemIds } from '../platform/ids.ts'
import { createJobs } from '../platform/jobs/index.ts'
import { silentLog } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { startPostgres } from '../platform/postgres/index.ts'
import { mountPlayback } from '../modules/playback/index.ts'
import { type BenchResult, median } from './figure.ts'
import { makeDay, named, testPlayback } from '../modules/playback/testing.ts'

export const name = 'ingest'
export const goal = '≥ 0.30 of bare COPY'

const perBatch = 50
const connections = 64
const rounds = 5
const batchesARound = 1_600
const viewers = 500

export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-bench-ingest-'))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  const db = createDb({ url: postgres.url })
  try {
    await migrate(db, loadMigrations(fileURLToPath(new URL('../modules', import.meta.url)), ['playback']))
    return await measure(db, () => cpuOfTree(postgres.pid() ?? 0))
  } finally {
    await db.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(db: Db, postgresCpuMs: () => number): Promise<BenchResult> {
  const http = await createHttp({
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
    rateLimits: false,
  })
  http.identifyWith(async (request) => {
    const key = String(request.headers['x-viewer'])
    return {
      account: null,
      deviceKey: key,
      viewerKey: key,
      lang: 'en',
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? '',
    }
  })
  const ids = systemIds(systemClock)
  const jobs = createJobs({ db, log: silentLog })
  const playback = testPlayback({ db, clock: systemClock, ids, events: createEvents(jobs) })
  mountPlayback(http, playback)
  await playback.makeDaysAhead()
  await makeDay(db, toDay(bareDay))
  const { port } = new URL(await http.listen(0, '127.0.0.1'))

  const requestsOf = (): string[] =>
    Array.from({ length: batchesARound }, (_, n) => {
      const viewerKey = named(`viewer ${n % viewers}`)
      const events = Array.from({ length: perBatch }, (_, at) => ({
        eventId: randomUUID(),
        ticket: playback.issueTicket({
          viewerKey,
          videoId: named(`video ${(n * perBatch + at) % 2_000}`),
          creatorId: named(`creator ${at}`),
          durationMs: 15_000,
          position: at + 1,
          source: 'for_you',
        }),
        ranges: [[0, 4_000 + at]],
        playedMs: 4_000 + at,
        visible: true,
        at: '2026-11-23T08:00:00.000Z',
      }))
      const body = JSON.stringify({ batchId: ids.uuid(), events })
      return (
        `POST /v1/watches HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-viewer: ${viewerKey}\r\nuser-agent: Mozilla/5.0 Chrome/130\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      )
    })

  const client = fork(fileURLToPath(import.meta.url), ['play'], { stdio: 'inherit' })
  const ours: number[] = []
  const bare: number[] = []
  let serverUs = 0
  let databaseUs = 0
  let bareDatabaseUs = 0
  const events = batchesARound * perBatch
  try {
    for (let round = -1; round < rounds; round++) {
      client.send({ port: Number(port), requests: requestsOf() })
      await once(client, 'message')
      const cpu = process.cpuUsage()
      const databaseMs = postgresCpuMs()
      client.send('go')
      const [took] = await once(client, 'message')
      const { user, system } = process.cpuUsage(cpu)
      const databaseTook = postgresCpuMs() - databaseMs
      const lines = await linesOf(db, events)
      const before = postgresCpuMs()
      const bareMs = await bareCopy(db, lines)
      if (round < 0) continue // warms up code, connections and files
      ours.push((events * 1_000) / Number(took))
      bare.push((events * 1_000) / bareMs)
      serverUs += user + system
      databaseUs += databaseTook * 1_000
      bareDatabaseUs += (postgresCpuMs() - before) * 1_000
    }
  } finally {
    client.kill()
    await http.close()
    await jobs.stop(0)
  }
  const total = events * rounds
  const { count } = await db.one(
    sql<{ count: bigint }>`select count(*) as count from playback.watch where day < ${bareDay}`,
  )
  assert(Number(count) === events * (rounds + 1), `every answered event is stored: ${count}`)
  return {
    name,
    value: Math.round(median(ours)),
    unit: 'events/s',
    baseline: { what: 'bare COPY of the same rows into the same table', value: Math.round(median(bare)) },
    ratio: Number((median(ours) / median(bare)).toFixed(3)),
    goal,
    details: {
      serverCpuUsPerEvent: Number((serverUs / total).toFixed(2)),
      databaseCpuUsPerEvent: Number((databaseUs / total).toFixed(2)),
      bareCopyDatabaseCpuUsPerRow: Number((bareDatabaseUs / total).toFixed(2)),
      rounds,
      eventsARound: events,
    },
  }
}

const bareDay = '2100-01-01'
const columns =
  'day, event_id, ticket_id, viewer_key, device_key, video_id, creator_id, campaign_id, price_micro, duration_ms, ' +
  'elapsed_ms, played_ms, ranges, position, source, flags, received_at'

/** The newest rows as COPY lines of another day, made before the clock starts. */
async function linesOf(db: Db, count: number): Promise<string[]> {
  const rows = await db.all(sql<{ line: string }>`
    select concat_ws(e'\t', ${bareDay}::text, event_id, ticket_id, viewer_key, device_key, video_id, creator_id,
      coalesce(campaign_id::text, '\\N'), coalesce(price_micro::text, '\\N'), duration_ms, elapsed_ms, played_ms, ranges,
      position, source, flags, received_at) as line
    from playback.watch where day < ${bareDay} order by seq desc limit ${count}`)
  const joined: string[] = []
  for (let at = 0; at < rows.length; at += 500)
    joined.push(
      rows
        .slice(at, at + 500)
        .map((row) => row.line)
        .join('\n'),
    )
  return joined
}

/** One COPY, one commit. Its partition grows from round to round as the other one does. */
async function bareCopy(db: Db, lines: readonly string[]): Promise<number> {
  const started = performance.now()
  await db.transaction((tx) => tx.copy(`playback.watch (${columns})`, lines))
  return performance.now() - started
}

/** CPU time that a server and its children have used so far, in ms (Linux; 0 elsewhere). */
function cpuOfTree(root: number): number {
  let ticks = 0
  try {
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const stat = statOf(pid)
      if (stat && (Number(pid) === root || stat.parent === root)) ticks += stat.ticks
    }
  } catch {
    return 0
  }
  return ticks * 10
}

function statOf(pid: string): { parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    return { parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) }
  } catch {
    return undefined // it ended between the listing and the reading
  }
}

/** The child process: plays what it is given, and says how long that took. */
function play(): void {
  let port = 0
  let requests: Buffer[] = []
  process.on('message', (message: 'go' | { port: number; requests: string[] }) => {
    if (message !== 'go') {
      port = message.port
      requests = message.requests.map((text) => Buffer.from(text))
      process.send?.('ready')
      return
    }
    const started = performance.now()
    const waiting = requests.values()
    Promise.all(Array.from({ length: connections }, () => playOn(port, waiting))).then(
      () => process.send?.(performance.now() - started),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}

function playOn(port: number, requests: Iterator<Buffer>): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  return new Promise((done, failed) => {
    let got = ''
    const next = (): void => {
      const request = requests.next()
      if (request.done === true) {
        socket.end()
        done()
      } else socket.write(request.value)
    }
    socket.on('connect', next)
    socket.on('error', failed)
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      const head = got.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(got.slice(0, head))?.[1])
      if (got.length < head + 4 + length) return
      if (!got.startsWith('HTTP/1.1 202') || got.includes('"code"')) failed(new Error(got))
      got = ''
      next()
    })
  })
}

if (process.argv[2] === 'play') play()
