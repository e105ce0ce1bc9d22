/** Migrations: `modules/<name>/migrations/NNNN_what.sql`, forward only, run in the order of modules/ORDER and then by
 *  number. Name and hash are recorded; a migration that was edited after it ran is refused. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '../errors.ts'
import type { Db } from './connection.ts'
import { sql } from './sql.ts'

export interface Migration {
  readonly module: string
  readonly name: string
  readonly text: string
  readonly hash: string
}

/** @param only limits to those modules (their order is still that of ORDER) */
export function loadMigrations(modulesFolder: string, only?: readonly string[]): Migration[] {
  const order = readFileSync(join(modulesFolder, 'ORDER'), 'utf8').split('\n').filter(Boolean)
  const found: Migration[] = []
  for (const module of order) {
    if (only && !only.includes(module)) continue
    const folder = join(modulesFolder, module, 'migrations')
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.sql')) continue
      const text = readFileSync(join(folder, name), 'utf8')
      found.push({ module, name, text, hash: createHash('sha256').update(text).digest('hex') })
    }
  }
  return found
}

/** Brings the database up to date; two processes may race, the second waits and finds nothing to do.
 *  @returns the names of those that ran now */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('panggung.migrate', 0))`)
    await tx.run(sql`create schema if not exists platform`)
    await tx.run(sql`create table if not exists platform.migration (
      module text not null, name text not null, hash text not null,
      ran_at timestamptz not null default now(), primary key (module, name))`)
    const ran = new Map(
      (
        await tx.all(
          sql<{
            key: string
            hash: string
          }>`select module || '/' || name as key, hash from platform.migration`,
        )
      ).map((row) => [row.key, row.hash]),
    )
    const now: string[] = []
    for (const { module, name, text, hash } of migrations) {
      const key = `${module}/${name}`
      const before = ran.get(key)
      assert(
        before === undefined || before === hash,
        `migration ${key} was changed after it ran; write a new one`,
      )
      if (before !== undefined) continue
      await tx.execute(`create schema if not exists "${module}"`)
      await tx.execute(text)
      await tx.run(
        sql`insert into platform.migration (module, name, hash) values (${module}, ${name}, ${hash})`,
      )
      now.push(key)
    }
    return now
  })
}
