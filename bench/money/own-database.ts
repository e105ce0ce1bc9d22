/** A PostgreSQL of the bench's own, with fsync, holding the tables of some modules. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDb, type Db, loadMigrations, migrate } from '../../platform/db/index.ts'
import { startPostgres } from '../../platform/postgres/index.ts'

/** @param work gets the database and the process id of its server */
export async function withOwnDatabase<T>(
  name: string,
  modules: readonly string[],
  work: (db: Db, serverPid: number) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `panggung-bench-${name}-`))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  const db = createDb({ url: postgres.url })
  try {
    await migrate(db, loadMigrations(fileURLToPath(new URL('../../modules', import.meta.url)), [...modules]))
    return await work(db, postgres.pid() ?? 0)
  } finally {
    await db.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
