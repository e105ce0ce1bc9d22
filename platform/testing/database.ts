import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { testClusterUrl } from '../config/testing.ts'
import { createDb, type Db, loadMigrations, migrate, sql } from '../db/index.ts'
import { createJobs } from '../jobs/index.ts'
import { silentLog } from '../log.ts'
import { type OwnPostgres, startPostgres } from '../postgres/index.ts'

const modulesFolder = fileURLToPath(new URL('../../modules', import.meta.url))

/** The throw-away cluster that tests share: no fsync, and left running between runs of single files.
 *  A whole run starts its own, hands its URL on in PANGGUNG_TEST_DATABASE_URL and stops it at the end. */
export function startTestCluster(folder: string): Promise<OwnPostgres> {
  return startPostgres({
    dataDir: join(folder, 'postgres'),
    durable: false,
    settings: { shared_buffers: '128MB', max_connections: '300', autovacuum: 'off' },
  })
}

let cluster: Promise<string> | undefined

/** A database of the test's own, with the migrations of `modules` (all of them unless told), dropped afterwards. */
export async function testDatabase(
  t: Scope,
  options: { modules?: readonly string[]; max?: number } = {},
): Promise<Db> {
  cluster ??= clusterUrl()
  const admin = createDb({ url: await cluster, max: 2 })
  try {
    const template = await ensureTemplate(admin, options.modules)
    const name = `test_${randomBytes(8).toString('hex')}`
    await admin.execute(`create database ${name} template ${template} strategy file_copy`)
    const db = createDb({ url: withDatabase(await cluster, name), max: options.max ?? 8 })
    t.after(async () => {
      await db.close().catch(() => {})
      const again = createDb({ url: withDatabase(db.url, 'panggung'), max: 1 })
      await again.execute(`drop database if exists ${name} with (force)`).catch(() => {})
      await again.close()
    })
    return db
  } finally {
    await admin.close()
  }
}

async function clusterUrl(): Promise<string> {
  const given = testClusterUrl()
  if (given) return given
  const own = await startTestCluster(join(tmpdir(), `panggung-test-cluster-${process.getuid?.() ?? 0}`))
  own.leave()
  return own.url
}

const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** The template's name is the hash of what is in it, so an edited migration makes a new one. */
async function ensureTemplate(admin: Db, modules: readonly string[] | undefined): Promise<string> {
  const migrations = loadMigrations(modulesFolder, modules)
  const lock = fileURLToPath(new URL('../../package-lock.json', import.meta.url))
  const hash = createHash('sha256').update(existsSync(lock) ? readFileSync(lock) : '')
  for (const one of migrations) hash.update(`${one.module}/${one.name}:${one.hash}\n`)
  const name = `template_${hash.digest('hex').slice(0, 24)}`
  const ready = () => admin.maybe(sql`select from pg_database where datname = ${name} and datistemplate`)
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await ready()) return name
    const made = await admin.exclusively(name, async () => {
      if (await ready()) return
      await admin.execute(`drop database if exists ${name} with (force)`)
      await admin.execute(`create database ${name}`)
      const db = createDb({ url: withDatabase(admin.url, name), max: 2 })
      try {
        await migrate(db, migrations)
        const jobs = createJobs({ db, log: silentLog })
        await jobs.drain() // lays out the queue's own schema once, for every clone
        await jobs.stop(0)
      } finally {
        await db.close()
      }
      await admin.execute(`alter database ${name} with is_template true allow_connections false`)
    })
    if (!made) await pause(50)
  }
  throw new Error(`the test template ${name} was not made within a minute`)
}
