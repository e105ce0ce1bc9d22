import test from 'node:test'
import { assertTables, testDatabase } from '../../../platform/testing/index.ts'
import { tables } from '../tables.ts'

test('the columns are those of the database', async (t) => {
  const db = await testDatabase(t, { modules: ['search'], max: 2 })
  await assertTables(db, 'search', tables)
})
