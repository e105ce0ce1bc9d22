import assert from 'node:assert/strict'
import { type Db, sql, type Tx } from '../db/index.ts'

/** Holds what a module's statements name against the database: every table of its schema, every column.
 *  @param tables `schema.table` → its columns, as the module's tables.ts says */
export async function assertTables(
  db: Db,
  schema: string,
  tables: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const found = await db.all(sql<{ name: string; columns: string[] }>`
    select table_schema || '.' || table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = ${schema} group by 1`)
  assert.deepEqual(
    Object.fromEntries(found.map(({ name, columns }) => [name, columns.toSorted()])),
    Object.fromEntries(Object.entries(tables).map(([name, columns]) => [name, columns.toSorted()])),
  )
}

/** How many rows of a table `work` reads, by PostgreSQL's own count: a page of a long list must not read the whole list. */
export function rowsRead(db: Db, table: string, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return db.transaction(async (tx) => {
    // What the session has counted and not handed on yet; some of it may be of transactions before.
    const count = async (): Promise<number> =>
      (
        await tx.one(sql<{ rows: number }>`
          select (pg_stat_get_xact_tuples_returned(${table}::regclass) + coalesce((
              select sum(pg_stat_get_xact_tuples_returned(indexrelid)) from pg_index
              where indrelid = ${table}::regclass
            ), 0))::int as rows`)
      ).rows
    const before = await count()
    await work(tx)
    return (await count()) - before
  })
}
