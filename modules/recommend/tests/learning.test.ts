import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from '../../../platform/db/index.ts'
import { assertTables, fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { tables } from '../tables.ts'
import { house, plain } from './house.ts'

const modules = ['playback', 'recommend']

test('the columns are those of the database', async (t) => {
  await assertTables(await testDatabase(t, { modules: ['recommend'], max: 2 }), 'recommend', tables)
})

test('a ticket is learned when its viewer goes on, or after silence; enough of them, and the model serves', async (t) => {
  const { recommend, outcomes, watch, clock } = house(t, await testDatabase(t, { modules }))
  await watch('sari', 1)
  await recommend.look()
  assert.equal(outcomes.length, 0, 'it may go on')
  await watch('sari', 2, 1)
  await recommend.look()
  assert.deepEqual(
    outcomes.map(({ finished, skipped, watchedMs }) => [finished, skipped, watchedMs]),
    [[true, false, 10_000]],
  )
  clock.advance(31_000)
  await recommend.look()
  assert.equal(outcomes[1]?.watchedMs, 1_000)
  assert.equal(recommend.learned, 2)
  const { lag } = recommend.health()
  assert.equal(lag?.outcomes, 2)
  assert.ok(lag.p95 >= 1_000 && lag.p95 <= 1_101, 'a second after the 30 of silence')
  assert.equal(recommend.ranker(), undefined)
  for (let n = 0; n < 20; n++) await watch('budi', n)
  await recommend.look()
  assert.equal(recommend.learned, 21)
  assert.ok(recommend.ranker())
})

test('of whoever paused learning nothing is learned; one viewer teaches a clip once', async (t) => {
  const paused = house(t, await testDatabase(t, { modules }), { signal: () => undefined })
  for (let n = 0; n < 5; n++) await paused.watch('sari', n)
  await paused.recommend.look()
  assert.deepEqual([paused.recommend.learned, paused.outcomes], [0, []])
  const again = house(t, await testDatabase(t, { modules }))
  for (let n = 0; n < 12; n++) await again.watch('sari', n % 2)
  await again.recommend.look()
  again.clock.advance(60_000)
  await again.recommend.look()
  assert.equal(again.outcomes.length, 2)
})

test('a process that is killed while it learns loses nothing, and nothing is learned twice', async (t) => {
  const db = await testDatabase(t, { modules })
  const script = fileURLToPath(new URL('killed-learner.ts', import.meta.url))
  const child = fork(script, [db.url])
  t.after(() => child.kill('SIGKILL'))
  // It has written a model down, and has learned more since.
  const [watched] = await once(child, 'message')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { recommend, clock, outcomes } = house(t, db, { clock: fakeClock('2026-11-23T06:00:00Z') })
  await recommend.start()
  await recommend.look()
  clock.advance(60_000)
  await recommend.look()
  assert.equal(recommend.learned, Number(watched))
  assert.ok(outcomes.length < Number(watched), 'what the snapshot holds is not read again')
  assert.ok(recommend.ranker())
})

test('a snapshot that is not what was written is refused, said, and the one before is taken up', async (t) => {
  const db = await testDatabase(t, { modules })
  const first = house(t, db)
  const { clock } = first
  await first.recommend.start()
  for (let n = 0; n < 30; n++) await first.watch('sari', n)
  await first.recommend.look()
  await first.recommend.tend()
  for (let n = 0; n < 10; n++) await first.watch('budi', n)
  clock.advance(60_000)
  await first.recommend.look()
  await first.recommend.tend()
  const { learned } = first.recommend
  const [newest, older] = first.recommend.models()
  assert.ok(newest && older && newest.events > older.events)
  await db.run(sql`
    update recommend.snapshot set bytes = set_byte(bytes, length(bytes) - 40, 255 - get_byte(bytes, length(bytes) - 40))
    where version = ${newest.version}`)
  const second = house(t, db, { clock })
  await second.recommend.start()
  await second.recommend.look()
  assert.equal(second.recommend.learned, learned, 'the reports after it are learned again')
  assert.match(await second.metrics.text(), /recommend_models_refused_total\{why="\w+"\} 1/)
  await db.run(sql`update recommend.snapshot set bytes = 'no model'`)
  const third = house(t, db, { clock })
  await third.recommend.start()
  await third.recommend.look()
  assert.equal(third.recommend.learned, learned, 'without any model, the reports of the last days teach it')
})

test('an operator goes back to an earlier model; every node follows, and what came since is not learned again', async (t) => {
  const db = await testDatabase(t, { modules })
  const one = house(t, db)
  const other = house(t, db, { clock: one.clock })
  await one.recommend.start()
  await other.recommend.start()
  for (let n = 0; n < 30; n++) await one.watch('sari', n)
  await one.recommend.look()
  await one.recommend.tend()
  const [good] = one.recommend.models()
  assert.ok(good)
  for (let n = 0; n < 30; n++) await one.watch('budi', n)
  one.clock.advance(60_000)
  for (const { recommend } of [one, other]) {
    await recommend.look()
    await recommend.tend()
    assert.ok(recommend.learned > good.events)
  }
  assert.equal(await one.recommend.rollBack(999), false)
  assert.equal(await one.recommend.rollBack(good.version), true)
  assert.equal(one.recommend.learned, good.events)
  await other.recommend.tend()
  assert.equal(other.recommend.learned, good.events)
  await one.recommend.look()
  assert.equal(one.recommend.learned, good.events)
  const later = house(t, db, { clock: one.clock })
  await later.recommend.start()
  await later.recommend.look()
  assert.equal(later.recommend.learned, good.events)
  // A slow machine has written down more of them on its way.
  const [newest, ...older] = one.recommend.models()
  assert.equal(newest?.state, 'serving')
  const since = older.filter(({ version }) => version > good.version)
  assert.ok(since.length > 0 && since.every(({ state }) => state === 'rejected'))
  assert.equal(older.find(({ version }) => version === good.version)?.state, 'kept')
})

test('who is anonymous teaches what people do', async (t) => {
  const { recommend, watch } = house(t, await testDatabase(t, { modules }), {
    signal: () => ({ ...plain, isAnonymous: true }),
  })
  for (let n = 0; n < 5; n++) await watch('sari', n)
  await recommend.look()
  assert.equal(recommend.learned, 4)
})
