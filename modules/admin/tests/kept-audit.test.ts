import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { testDatabase } from '../../../platform/testing/index.ts'
import { type AuditReport, findLastAudit, insertAudit } from '../store.ts'

test('what an audit found is kept as codes and read back the same', async (t) => {
  const db = await testDatabase(t, { modules: ['admin'] })
  assert.equal(await findLastAudit(db), undefined)
  const report: AuditReport = {
    at: new Date('2026-08-22T03:00:00Z'),
    ok: false,
    checks: [
      { name: 'social.counts', ok: false, detail: { code: 'counts_differ', params: { count: 3 } } },
      {
        name: 'ads.day-pools-empty',
        ok: false,
        detail: { code: 'pools_left', params: { days: ['2026-08-20'] } },
      },
    ],
  }
  await db.transaction((tx) => insertAudit(tx, report))
  assert.deepEqual(await findLastAudit(db), report)
})

test('a sentence of an earlier version, or a code of a later one, is shown as it was written', async (t) => {
  const db = await testDatabase(t, { modules: ['admin'] })
  const kept = [
    { name: 'ledger.conversion', ok: true, detail: '0 rupiah against 0 micro' },
    { name: 'social.counts', ok: false, detail: { code: 'from_the_future', params: { count: 3 } } },
  ]
  await db.run(
    sql`insert into admin.audit (at, ok, checks) values ('2026-08-22T03:00:00Z', false, ${JSON.stringify(kept)}::jsonb)`,
  )
  const last = (await findLastAudit(db)) ?? assert.fail('an audit is kept')
  assert.equal(last.ok, false)
  const [sentence, unknown] = last.checks.map(({ detail }) =>
    detail.code === 'as_written'
      ? detail.params.text
      : assert.fail(`${detail.code} is not as it was written`),
  )
  assert.equal(sentence, '0 rupiah against 0 micro')
  assert.deepEqual(JSON.parse(unknown ?? ''), { code: 'from_the_future', params: { count: 3 } })
})
