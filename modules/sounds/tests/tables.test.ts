import assert from 'node:assert/strict'
import test from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { testDatabase } from '../../../platform/testing/index.ts'
import { tables } from '../tables.ts'

test('the columns are those of the database', async (t) => {
  const db = await testDatabase(t, { modules: ['sounds'], max: 2 })
  for (const [table, columns] of Object.entries(tables)) {
    const rows = await db.all(sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`)
    assert.deepEqual(
      rows.map((row) => row.name),
      [...columns],
      table,
    )
  }
})
