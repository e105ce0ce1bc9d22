/** Durable events through HTTP against the same rows by bare COPY into the same table.
 *
 *  The server under test is the composed edge of playback in this process: JSON, schema, ticket signatures, clamping
 *  and group commit, on a PostgreSQL with fsync of the bench's own. A child process plays the players: batches of 50
 *  over keep-alive connections, each sent when the one before was answered 202; and copies rows like theirs in one
 *  COPY and one commit into a partition that grows as the first does. Rounds of both take turns, and medians are
 *  compared, so that a neighbour's load falls on both. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mountPlayback } from '../modules/playback/index.ts'
import { makeDay, testPlayback } from '../modules/playback/testing.ts'
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
import { type BenchResult, median } from './figure.ts'
import { bareDay, perBatch } from './ingest/player.ts'

export const name = 'ingest'
export const goal = '≥ 0.30 of bare COPY'

const rounds = 5
const batches = 1_600
const events = batches * perBatch

export async function run(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-bench-ingest-'))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  const db = createDb({ url: postgres.url })
  try {
    await migrate(db, loadMigrations(fileURLToPath(new URL('../modules', import.meta.url)), ['playback']))
    return await measure(db, () => cpuMsOf(postgres.pid() ?? 0))
  } finally {
    await db.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function serve(db: Db) {
  const http = await createHttp({
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
    rateLimits: false,
  })
  http.identifyWith(async (request) => {
    const key = String(request.headers['x-viewer'])
    const userAgent = request.headers['user-agent'] ?? ''
    return { account: null, deviceKey: key, viewerKey: key, lang: 'en', address: request.ip, userAgent }
  })
  const jobs = createJobs({ db, log: silentLog })
  const deps = { db, clock: systemClock, ids: systemIds(systemClock), events: createEvents(jobs) }
  const playback = testPlayback(deps)
  mountPlayback(http, playback)
  await playback.makeDaysAhead()
  await makeDay(db, toDay(bareDay))
  return { http, port: Number(new URL(await http.listen(0, '127.0.0.1')).port) }
}

async function measure(db: Db, databaseMs: () => number): Promise<BenchResult> {
  const { http, port } = await serve(db)
  const child = fork(fileURLToPath(new URL('ingest/player.ts', import.meta.url)), [db.url])
  const gaveUp = once(child, 'exit').then(() => Promise.reject(new Error('the players gave up')))
  gaveUp.catch(() => {}) // it also ends when all is done
  const order = async (what: 'play' | 'copy' | { prepare: { port: number; batches: number } }) => {
    const answer = once(child, 'message')
    child.send(what)
    const [ms] = await Promise.race([answer, gaveUp])
    return Number(ms)
  }
  const ours: number[] = []
  const bare: number[] = []
  const cpuUs = { server: 0, database: 0, bareDatabase: 0 }
  try {
    for (let round = -1; round < rounds; round++) {
      await order({ prepare: { port, batches } })
      const [cpu, before] = [process.cpuUsage(), databaseMs()]
      const playedMs = await order('play')
      const [{ user, system }, between] = [process.cpuUsage(cpu), databaseMs()]
      const copiedMs = await order('copy')
      if (round < 0) continue // warms up code, connections and files
      ours.push((events * 1_000) / playedMs)
      bare.push((events * 1_000) / copiedMs)
      cpuUs.server += user + system
      cpuUs.database += (between - before) * 1_000
      cpuUs.bareDatabase += (databaseMs() - between) * 1_000
    }
  } finally {
    child.kill()
    await http.close()
  }
  const { count } = await db.one(
    sql<{ count: bigint }>`select count(*) as count from playback.watch where day < ${bareDay}`,
  )
  assert(Number(count) === events * (rounds + 1), `every answered event is stored: ${count}`)
  const anEvent = (us: number): number => Number((us / (events * rounds)).toFixed(2))
  return {
    name,
    value: Math.round(median(ours)),
    unit: 'events/s',
    baseline: { what: 'bare COPY of such rows into the same table', value: Math.round(median(bare)) },
    ratio: Number((median(ours) / median(bare)).toFixed(3)),
    goal,
    details: {
      serverCpuUsPerEvent: anEvent(cpuUs.server),
      databaseCpuUsPerEvent: anEvent(cpuUs.database),
      bareCopyDatabaseCpuUsPerRow: anEvent(cpuUs.bareDatabase),
      rounds,
      eventsARound: events,
    },
  }
}

/** CPU time that a server and its children have used so far, in ms (Linux; 0 elsewhere). */
function cpuMsOf(root: number): number {
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
