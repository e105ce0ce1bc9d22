import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { noFigures, testTuning } from '../testing.ts'

const viewer = (n: number): string => `0198f0e2-7c1a-7000-8000-00000000000${n}`

test('figures are rates of what was seen; days that are over are kept, yesterday’s is made anew', async (t) => {
  const db = await testDatabase(t, { modules: ['tuning'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  let seen = 200
  const asked: string[] = []
  const tuning = testTuning(db, {
    clock,
    clips: () => 10,
    social: { madeBetween: async () => ({ likes: 4, follows: 2 }), sharedOn: async () => 6 },
    tastes: {
      unmeasured: async () => new Set(),
      unwantedBetween: async () => [{ viewerKey: viewer(1), before: 0, after: 3 }],
    },
    identity: {
      findByHandle: async () => undefined,
      findMany: async () => [],
    },
    playback: {
      figures: {
        ...noFigures,
        async sums({ from }) {
          asked.push(from.toISOString())
          return { viewers: 4, seen, finished: 80, skipped: 50, totalMs: 2_400_000, repeats: 2 }
        },
        seenByVideo: async () => [
          { creatorId: viewer(1), seen: 150 },
          { creatorId: viewer(2), seen: 50 },
        ],
        novel: async () => 150,
        returned: async () => ({ viewers: 8, returned: 2 }),
      },
    },
  })
  t.after(() => tuning.stop())
  const days = await tuning.keepDays()
  assert.equal(days.length, 30)
  assert.equal(days.at(-1), toDay('2026-08-21'))
  assert.equal(asked.at(-1), '2026-08-20T17:00:00.000Z', 'a day begins at midnight of the stage')
  seen = 400
  assert.deepEqual(await tuning.keepDays(), ['2026-08-21'])
  const told = await tuning.figures()
  assert.deepEqual(told.days[1]?.figures, {
    viewers: 4,
    seen: 200,
    watchMinutes: 10,
    finished: 0.4,
    skipped: 0.25,
    repeated: 0.01,
    likes: 2,
    follows: 1,
    shares: 3,
    unwanted: 15,
    coverage: 0.2,
    gini: 0.25,
    newCreators: 0,
    novel: 0.75,
    dayLater: 0.25,
    weekLater: 0.25,
  })
  assert.equal(told.days[0]?.figures.seen, 400)
  assert.equal(told.hour.shares, null, 'no hour is kept of a share')
  await db.run(sql`update tuning.day set figures = figures - 'novel' - 'shares'`)
  clock.advance(600_000)
  const [, before] = (await tuning.figures()).days
  assert.deepEqual(
    [before?.figures.novel, before?.figures.seen],
    [null, 200],
    'a day that an earlier code kept',
  )
  assert.deepEqual([told.today.day, told.hour.dayLater, told.pageMs], ['2026-08-22', null, null])
})

test('a stage that nobody watched has figures without a division', async (t) => {
  const db = await testDatabase(t, { modules: ['tuning'] })
  const tuning = testTuning(db)
  t.after(() => tuning.stop())
  const { hour } = await tuning.figures()
  assert.deepEqual([hour.viewers, hour.finished, hour.gini, hour.coverage], [0, null, null, null])
})
