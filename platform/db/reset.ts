import type { Db } from './connection.ts'
import { sql } from './sql.ts'

/** Drops every schema but PostgreSQL's own: the database is then as before the first migration. For stages that hold
 *  nothing but a demo, and for nothing else. */
export async function resetDatabase(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    const schemas = await tx.all(sql<{ name: string }>`
      select nspname as name from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')`)
    for (const { name } of schemas) await tx.run(sql`drop schema ${sql.id(name)} cascade`)
  })
}
