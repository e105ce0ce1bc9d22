import test from 'node:test'
import { assertTables, testDatabase } from '../../../platform/testing/index.ts'
import { tables } from '../tables.ts'

test('the columns are those of the database', async (t) => {
  await assertTables(await testDatabase(t, { modules: ['media'], max: 2 }), 'media', tables)
})
