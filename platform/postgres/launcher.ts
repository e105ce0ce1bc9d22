import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { asError, codeOf } from '../errors.ts'
import { locateBinaries, openToAll } from './binaries.ts'
import { clusterUser as user, initialise, nobody } from './lay-out.ts'
import { takeTurns } from './take-turns.ts'

export interface OwnPostgresOptions {
  /** The cluster's folder; made when missing. */
  readonly dataDir: string
  /** False for throw-away test clusters only: fsync and full_page_writes off. */
  readonly durable?: boolean
  /** More `-c` settings. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called when the server was found dead and was started again. */
  readonly onRestart?: (why: string) => void
}

export interface OwnPostgres {
  /** Connection string of the database `panggung`. */
  readonly url: string
  /** Connection string of another database in the same cluster. */
  urlOf(database: string): string
  /** True when a server that already ran was taken over. */
  readonly adopted: boolean
  readonly pid: () => number | undefined
  /** Stops the server (fast shutdown) and the watch over it. */
  stop(): Promise<void>
  /** Ends the watch, and stops the server unless another process still works on the database `panggung`. */
  release(): Promise<void>
  /** Ends the watch and leaves the server running. */
  leave(): void
}

/** Starts the cluster in `dataDir`, or adopts the server that already runs on it, and restarts it whenever it dies. */
export async function startPostgres(options: OwnPostgresOptions): Promise<OwnPostgres> {
  const dataDir = resolve(options.dataDir)
  const asOther = process.getuid?.() === 0
  if (asOther && !openToAll(dirname(dataDir)))
    throw new Error(
      `PostgreSQL does not run as root, and other users cannot enter ${dirname(dataDir)}.\n` +
        'Nothing was started. Choose another data folder (PANGGUNG_DATA=/var/lib/panggung/data), or open the way to it (chmod o+x).',
    )
  mkdirSync(dirname(dataDir), { recursive: true })
  const turns = <T>(work: () => Promise<T>): Promise<T> => takeTurns(`${dataDir}.lock`, work)
  // Two processes of one stage may be started, and may find their server dead, at the same time.
  const { cluster, first } = await turns(async () => {
    const cluster: Cluster = {
      dataDir,
      ids: asOther ? { uid: nobody, gid: nobody } : {},
      durable: options.durable ?? true,
      settings: options.settings ?? {},
      binaries: locateBinaries(asOther),
      password: initialise(dataDir, asOther),
    }
    const first = await ensureRunning(cluster)
    await ensureDatabase(cluster, first.port)
    return { cluster, first }
  })

  let stopping = false
  let restarting: Promise<void> | undefined
  let port = first.port
  const restart = async (): Promise<void> => {
    try {
      await turns(async () => {
        if (stopping || serverPid(dataDir) !== undefined) return
        port = (await ensureRunning(cluster, port)).port
        options.onRestart?.('the server had died')
      })
    } catch (thrown) {
      options.onRestart?.(`restart failed: ${asError(thrown).message}`)
    }
  }
  const watch = setInterval(() => {
    if (stopping || restarting || serverPid(dataDir) !== undefined) return
    restarting = restart().finally(() => {
      restarting = undefined
    })
  }, 500)
  watch.unref()
  const end = async (mayStop: () => Promise<boolean>): Promise<void> => {
    stopping = true
    clearInterval(watch)
    await restarting // else it would bring up a server that nobody stops
    await turns(async () => {
      const pid = serverPid(dataDir)
      if (pid === undefined || !(await mayStop())) return
      process.kill(pid, 'SIGINT') // fast shutdown: roll back, checkpoint, exit
      // Its pid file goes a moment before the process does.
      for (let waited = 0; waited < 30_000 && isServer(pid); waited += 20) await pause(20)
    })
  }

  const urlOf = (database: string) => `postgres://${user}:${cluster.password}@127.0.0.1:${port}/${database}`
  return {
    url: urlOf('panggung'),
    urlOf,
    adopted: first.adopted,
    pid: () => serverPid(dataDir),
    leave: () => {
      stopping = true
      clearInterval(watch)
    },
    stop: () => end(async () => true),
    release: () => end(async () => !(await isUsed(cluster, port))),
  }
}

interface Cluster {
  readonly dataDir: string
  readonly ids: { uid?: number; gid?: number }
  readonly durable: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly binaries: { postgres: string; initdb: string }
  readonly password: string
}

/** Whether another process of the stage is connected. A connection that was just closed lingers for a moment. */
async function isUsed(cluster: Cluster, port: number): Promise<boolean> {
  const client = adminClient(cluster, port)
  try {
    await client.connect()
    for (let tries = 0; tries < 20; tries++) {
      const { rows } = await client.query(
        "select count(*)::int as count from pg_stat_activity where datname = 'panggung' and backend_type = 'client backend'",
      )
      if (rows[0].count === 0) return false
      await pause(50)
    }
    return true
  } catch {
    return false // a server that does not answer serves nobody
  } finally {
    await client.end().catch(() => {})
  }
}

function adminClient(cluster: Cluster, port: number): pg.Client {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password: cluster.password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  return client
}

/** The postmaster's pid when it is alive. */
function serverPid(dataDir: string): number | undefined {
  const pid = Number(pidFile(dataDir)?.[0])
  return Number.isInteger(pid) && pid > 0 && isServer(pid) ? pid : undefined
}

/** A zombie that nobody reaped is none, nor is a stranger with a reused pid. */
function isServer(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [name = '', state = ''] = [
      stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
      stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3),
    ]
    return name.startsWith('postgres') && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}

function pidFile(dataDir: string): string[] | undefined {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
}

async function ensureRunning(
  cluster: Cluster,
  wantedPort?: number,
): Promise<{ port: number; adopted: boolean }> {
  let said = ''
  for (let attempt = 0; attempt < 40; attempt++) {
    if (serverPid(cluster.dataDir) !== undefined) {
      const port = Number(pidFile(cluster.dataDir)?.[3])
      if (port > 0 && (await answers(cluster, port, 60_000)))
        return { port, adopted: attempt === 0 && wantedPort === undefined }
    } else {
      rmSync(join(cluster.dataDir, 'postmaster.pid'), { force: true })
      // Processes that share the cluster hold its address: a restart, by whichever of them, must not move it.
      const port = wantedPort ?? (await keptPort(cluster.dataDir)) ?? (await freePort())
      writeFileSync(`${cluster.dataDir}.port`, String(port))
      said = await launch(cluster, port)
      if (said === '' && (await answers(cluster, port, 60_000))) return { port, adopted: false }
    }
    await pause(250) // children of a killed server still hold its shared memory for a moment
  }
  throw new Error(
    `PostgreSQL did not start on ${cluster.dataDir}. Its log says:\n${said || tail(`${cluster.dataDir}.log`)}`,
  )
}

/** Starts the server. @returns '' when it is up, else what it said before it left */
async function launch(cluster: Cluster, port: number): Promise<string> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '256MB',
    wal_compression: 'pglz',
    max_wal_size: '2GB',
    ...(cluster.durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
    ...cluster.settings,
  }
  const log = openSync(`${cluster.dataDir}.log`, 'a', 0o600)
  const child = spawn(
    cluster.binaries.postgres,
    [
      '-D',
      cluster.dataDir,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    { ...cluster.ids, cwd: '/', detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  child.unref()
  const left = new Promise<string>((done) => {
    child.once('exit', () => done(tail(`${cluster.dataDir}.log`)))
    child.once('error', (error) => done(error.message))
  })
  for (let waited = 0; waited < 60_000; waited += 25) {
    const gone = await Promise.race([left, pause(25, '')])
    if (gone !== '') return gone
    if (pidFile(cluster.dataDir)?.[7]?.trim() === 'ready') return ''
  }
  return ''
}

async function answers(cluster: Cluster, port: number, patienceMs: number): Promise<boolean> {
  const until = Date.now() + patienceMs
  for (;;) {
    const client = adminClient(cluster, port)
    try {
      await client.connect()
      return true
    } catch (thrown) {
      const code = codeOf(thrown)
      const starting =
        code === '57P03' || code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '53300'
      if (!starting || serverPid(cluster.dataDir) === undefined || Date.now() > until) return false
      await pause(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = adminClient(cluster, port)
  await client.connect()
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'panggung'")
    if (rowCount === 0) await client.query('create database panggung')
  } catch (thrown) {
    // Another start made it meanwhile, perhaps one that was killed while its server went on with it.
    const code = codeOf(thrown)
    if (code !== '42P04' && code !== '23505') throw thrown
  } finally {
    await client.end()
  }
}

/** The port of the last start, kept beside the cluster; undefined when something else listens on it now. */
async function keptPort(dataDir: string): Promise<number | undefined> {
  const file = `${dataDir}.port`
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  if (!Number.isInteger(kept) || kept < 1024 || kept > 65_535) return undefined
  return (await isFree(kept)) ? kept : undefined
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((done) => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port is free on 127.0.0.1')
  return address.port
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-8).join('\n')
  } catch {
    return ''
  }
}
