import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { type TestContext, test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { assertTables, fakeClock, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { accountId } from '../../identity/index.ts'
import { noWishes } from '../../tastes/index.ts'
import { defaultSettings, mountTuning } from '../index.ts'
import { tables } from '../tables.ts'
import { settingsWith, testTuning } from '../testing.ts'

const sari = accountId('0198f0e2-7c1a-7000-8000-00000000000c')
const budi = accountId('0198f0e2-7c1a-7000-8000-00000000000b')
const viewer = '0198f0e2-7c1a-7000-8000-00000000000d'

async function stage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['tuning'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const tuning = testTuning(db, { clock })
  t.after(() => tuning.stop())
  return { db, clock, tuning }
}

const moreShares = { basedOn: 0, settings: settingsWith({ weights: { share: 3 } }), note: 'Shares say more.' }

test('what is published holds at once, with who, when, why and what changed', async (t) => {
  const { tuning } = await stage(t)
  assert.deepEqual(tuning.current(viewer, noWishes), { ...defaultSettings, version: 0, arm: null })
  const publication = await tuning.publish(sari, moreShares)
  assert.equal(tuning.current(viewer, noWishes).weights.share, 3)
  assert.deepEqual(publication, {
    ...publication,
    version: 1,
    changes: [{ field: 'weights.share', from: 2, to: 3 }],
    note: 'Shares say more.',
    publishedBy: sari,
    publishedAt: new Date('2026-08-22T03:00:00Z'),
  })
  assert.deepEqual((await tuning.versions(undefined)).versions, [publication])
})

test('of two operators who edit at once the second is told, also at the same instant, and nothing is lost', async (t) => {
  const { tuning } = await stage(t)
  await tuning.publish(sari, moreShares)
  const late = { ...moreShares, settings: settingsWith({ weights: { like: 1 } }) }
  await assert.rejects(tuning.publish(budi, late), /settings_moved_on.*version 1/)
  assert.equal(tuning.current(viewer, noWishes).weights.share, 3)
  const both = await Promise.allSettled([
    tuning.publish(sari, { ...late, basedOn: 1 }),
    tuning.publish(budi, { ...late, basedOn: 1, settings: settingsWith({ weights: { like: 2 } }) }),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await tuning.versions(undefined)).versions.length, 2)
})

test('going back publishes the earlier one anew: every version stays as it was', async (t) => {
  const { tuning } = await stage(t)
  await tuning.publish(sari, moreShares)
  const back = await tuning.goBack(budi, { basedOn: 1, version: 0, note: 'It was better before.' })
  assert.deepEqual([back.version, back.backTo, back.settings], [2, 0, defaultSettings])
  assert.deepEqual(
    (await tuning.versions(undefined)).versions.map(({ version, settings }) => [
      version,
      settings.weights.share,
    ]),
    [
      [2, 2],
      [1, 3],
    ],
  )
  assert.deepEqual((await tuning.versions(2)).versions.length, 1)
  await assert.rejects(tuning.goBack(budi, { basedOn: 2, version: 9, note: 'no' }), /version_not_found/)
  await assert.rejects(tuning.goBack(budi, { basedOn: 2, version: 2, note: 'no' }), /settings_unchanged/)
})

test('what says nothing, or nothing new, is refused', async (t) => {
  const { tuning } = await stage(t)
  const silent = { finish: 0, watch: 0, like: 0, share: 0, follow: 0, rewatch: 0 }
  const ask = (settings: typeof defaultSettings) => tuning.publish(sari, { ...moreShares, settings })
  await assert.rejects(ask(settingsWith({ weights: silent })), /settings_empty/)
  await assert.rejects(ask(defaultSettings), /settings_unchanged/)
})

test('another node follows within seconds, and knows what was published before it came', async (t) => {
  const { db, tuning } = await stage(t)
  await tuning.publish(sari, moreShares)
  const other = testTuning(db)
  t.after(() => other.stop())
  await other.start()
  assert.equal(other.current(viewer, noWishes).version, 1)
  await tuning.publish(sari, { ...moreShares, basedOn: 1, settings: settingsWith({ weights: { share: 5 } }) })
  for (let tries = 0; other.current(viewer, noWishes).version !== 2; tries++) {
    assert.ok(tries < 200, 'the notice comes')
    await wait(25)
  }
  assert.equal(other.current(viewer, noWishes).weights.share, 5)
})

test('what an earlier code kept is read with the fields that came since', async (t) => {
  const { db, tuning } = await stage(t)
  await tuning.publish(sari, moreShares)
  await db.transaction((tx) =>
    tx.run(sql`
      update tuning.version
      set settings = '{"weights": {"share": 3, "comment": 7}, "rules": {"perTagIn10": 5}}'::jsonb`),
  )
  await tuning.refresh()
  const { weights, rules } = tuning.published().settings
  assert.deepEqual(weights, { ...defaultSettings.weights, share: 3 })
  assert.deepEqual(rules, { ...defaultSettings.rules, perTagIn10: 5 })
})

test('over HTTP: bounds are said in words, the rules are public, the rest is for operators', async (t) => {
  const { tuning, clock } = await stage(t)
  const http = await testHttp(t, clock)
  mountTuning(http, tuning, {
    identity: { findMany: async () => [] },
    tastes: { wishes: () => noWishes },
    likes: { leftOut: async () => [] },
    videos: { findMany: async () => [] },
  })
  const path = '/v1/admin/feed/settings'
  assert.equal((await http.call('POST', path, moreShares)).status, 401)
  http.as({ account: { id: sari, handle: 'sari', roles: new Set() } })
  assert.equal((await http.call('POST', path, moreShares)).status, 403)
  http.as({ account: { id: sari, handle: 'sari', roles: new Set(['operator']) } })
  const ask = (settings: object, note = 'because') =>
    http.call<{ error: { code: string; message: string } }>('POST', path, { basedOn: 0, settings, note })
  const wanted = await ask(settingsWith({ weights: { unwanted: 1 } }))
  assert.equal(wanted.status, 400)
  assert.match(wanted.body.error.message, /settings\.weights\.unwanted: a number from -500 to 0/)
  for (const perCreatorIn20 of [0, 6, 1.5])
    assert.match(
      (await ask(settingsWith({ rules: { perCreatorIn20 } }))).body.error.message,
      /perCreatorIn20: a whole number from 1 to 5/,
    )
  assert.equal((await ask(defaultSettings, '  ')).status, 400)
  assert.equal((await ask(moreShares.settings)).status, 201)
  const weigh = (settings: object) =>
    http.call<{ refused: string; error?: { code: string } }>('POST', '/v1/admin/feed/weigh', { settings })
  assert.equal((await weigh(moreShares.settings)).body.refused, 'empty-log')
  const silent = settingsWith({
    weights: { finish: 0, watch: 0, like: 0, share: 0, follow: 0, rewatch: 0 },
  })
  assert.equal((await weigh(silent)).body.error?.code, 'settings_empty')
  http.as({ account: null })
  assert.equal((await weigh(moreShares.settings)).status, 401)
  const rules = await http.call<{ version: number; settings: typeof defaultSettings; yours: unknown }>(
    'GET',
    '/v1/feed/rules',
  )
  assert.deepEqual([rules.body.version, rules.body.settings.weights.share, rules.body.yours], [1, 3, null])
})

test('tables.ts is what the database holds', async (t) => {
  const { db } = await stage(t)
  await assertTables(db, 'tuning', tables)
})
