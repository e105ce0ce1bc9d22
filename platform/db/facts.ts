import type { Db } from './connection.ts'
import { sql } from './sql.ts'

/** @throws when the database does not answer */
export async function ping(db: Db): Promise<void> {
  await db.one(sql`select 1 as ok`)
}

export interface ServerFacts {
  readonly version: string
  /** True when a committed transaction survives a power cut. */
  readonly isDurable: boolean
}

export async function serverFacts(db: Db): Promise<ServerFacts> {
  const { version, fsync, commit } = await db.one(sql<{ version: string; fsync: string; commit: string }>`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit`)
  return { version, isDurable: fsync === 'on' && commit !== 'off' }
}
