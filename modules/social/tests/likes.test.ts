import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { createMetrics, fakeClock, seededIds, testDatabase } from '../../../platform/testing/index.ts'
import { type AccountId, accountId } from '../../identity/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { createLikeJudge, createSocial } from '../index.ts'

const minute = 60_000
const day = 24 * 60 * minute

async function stage(t: TestContext) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const ids = seededIds(t.name, clock)
  const db = await testDatabase(t, { modules: ['identity', 'social'] })
  const accounts = testIdentity({ db, clock, ids })
  const metrics = createMetrics()
  const watched = new Set<string>()
  const social = createSocial({ db, clock, canSee: async () => true })
  const likes = createLikeJudge({
    db,
    clock,
    metrics,
    accounts,
    watchedAmong: async (pairs) =>
      pairs.filter(({ viewerKey, videoId }) => watched.has(`${viewerKey} ${videoId}`)),
    young: { days: 7, likes: 3 },
  })
  const weighed = async (videoId: string): Promise<number> =>
    (await likes.weighed([videoId])).get(videoId) ?? 0
  return {
    ...{ clock, ids, accounts, metrics, social, likes, weighed },
    clip: ids.uuid(),
    /** Whoever they are: nobody opened an account of these names. */
    strangers: (count: number): AccountId[] => Array.from({ length: count }, () => accountId(ids.uuid())),
    watch: (viewer: AccountId, videoId: string) => watched.add(`${viewer} ${videoId}`),
  }
}

test('a like weighs once its account was seen to watch the clip, also when the watch is reported after it', async (t) => {
  const { clock, accounts, social, likes, weighed, watch, clip } = await stage(t)
  const [early, late] = [(await anAccount(accounts, 'sari')).id, (await anAccount(accounts, 'budi')).id]
  clock.advance(8 * day)
  for (const account of [early, late]) assert.ok((await social.like(account, clip)) > 0)
  watch(early, clip)
  assert.equal(await likes.judgeDue(), 0, 'its watch may still be on the way')
  clock.advance(minute)
  assert.equal(await likes.judgeDue(), 1)
  assert.equal(await weighed(clip), 1)
  watch(late, clip)
  clock.advance(5 * minute)
  assert.equal(await likes.judgeDue(), 1)
  assert.equal(await weighed(clip), 2)
  assert.equal(await social.unlike(early, clip), 1)
  assert.equal(await weighed(clip), 1)
  assert.equal(await social.countDrift(), 0)
})

test('a burst of likes without a watch moves nothing, whatever its size, and is told with its clip and its time', async (t) => {
  const { clock, ids, metrics, social, likes, weighed, strangers, clip } = await stage(t)
  const quiet = ids.uuid()
  const began = clock.now()
  for (const account of strangers(40)) await social.like(account, clip)
  for (const account of strangers(5)) await social.like(account, quiet)
  clock.advance(30 * minute)
  assert.equal(await likes.judgeDue(), 0)
  clock.advance(31 * minute)
  assert.equal(await likes.judgeDue(), 45)
  assert.equal(await weighed(clip), 0)
  assert.equal((await social.likesOf([clip])).get(clip), 40, 'what is shown counts all of them')
  assert.deepEqual(await likes.leftOut(), [
    { videoId: clip, from: began, to: began, unwatched: 40, young: 0 },
  ])
  assert.match(await metrics.text(), /social_likes_judged_total\{standing="unwatched"\} 45/)
  assert.equal(await social.countDrift(), 0)
  clock.advance(8 * day)
  assert.deepEqual(await likes.leftOut(), [])
})

test('new accounts that watch as well weigh up to the bound; those who were here before weigh in full', async (t) => {
  const { clock, accounts, social, likes, weighed, strangers, watch, clip } = await stage(t)
  const settled: AccountId[] = []
  for (const handle of ['sari', 'budi', 'wati', 'dewi']) settled.push((await anAccount(accounts, handle)).id)
  clock.advance(8 * day)
  const like = async (account: AccountId): Promise<void> => {
    watch(account, clip)
    await social.like(account, clip)
  }
  for (const account of [...strangers(30), ...settled]) await like(account)
  clock.advance(minute)
  assert.equal(await likes.judgeDue(), 34)
  assert.equal(await weighed(clip), 4 + 3 + 2)
  for (const account of strangers(200)) await like(account)
  clock.advance(minute)
  await likes.judgeDue()
  assert.equal(await weighed(clip), 4 + 3 + 2)
  const [told] = await likes.leftOut()
  assert.deepEqual([told?.unwatched, told?.young], [0, 225])
})

test('in whatever order likes come, are taken back and judged, what is kept is what the rows say', async (t) => {
  const { clock, accounts, social, likes, strangers, watch, ids } = await stage(t)
  const people = [(await anAccount(accounts, 'sari')).id, ...strangers(3)]
  clock.advance(8 * day)
  const step = fc.record({
    who: fc.nat(3),
    does: fc.constantFrom('like', 'unlike', 'watch', 'judge'),
    minutes: fc.integer({ min: 0, max: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const clip = ids.uuid()
      for (const { who, does, minutes } of steps) {
        clock.advance(minutes * minute)
        const account = people[who]
        assert.ok(account)
        if (does === 'watch') watch(account, clip)
        else if (does === 'judge') await likes.judgeDue()
        else await social[does](account, clip)
      }
      clock.advance(61 * minute)
      await likes.judgeDue()
      assert.equal(await social.countDrift(), 0)
    }),
    { numRuns: 20 },
  )
})
