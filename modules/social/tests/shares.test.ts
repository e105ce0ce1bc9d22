import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fakeClock, seededIds, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { createSocial, mountSocial } from '../index.ts'

const dayMs = 86_400_000

test('what a viewer sends on counts once, whoever they are, however and however often they do', async (t) => {
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('shares', clock)
  const db = await testDatabase(t, { modules: ['identity', 'social'] })
  const identity = testIdentity({ db, clock, ids })
  const hidden = new Set<string>()
  const social = createSocial({ db, clock, canSee: async (_, videoId) => !hidden.has(videoId) })
  const viewers = [ids.uuid(), ids.uuid(), ids.uuid()]
  const step = fc.record({
    viewer: fc.nat(2),
    clip: fc.nat(1),
    channel: fc.constantFrom('link', 'sheet', 'download'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const clips = [ids.uuid(), ids.uuid()]
      const asked = steps.map(({ viewer, clip, channel }) => ({
        viewerKey: viewers[viewer] ?? '',
        videoId: clips[clip] ?? '',
        channel,
      }))
      const counted = await Promise.all(
        asked.map(({ viewerKey, videoId, channel }) =>
          social.share({ viewerKey, account: undefined }, videoId, channel),
        ),
      )
      const pairs = new Set(asked.map(({ viewerKey, videoId }) => `${viewerKey} ${videoId}`))
      assert.equal(counted.filter(Boolean).length, pairs.size)
      const shares = await social.sharesOf(clips)
      for (const clip of clips)
        assert.equal(shares.get(clip) ?? 0, [...pairs].filter((pair) => pair.endsWith(clip)).length)
      const all = viewers.flatMap((viewerKey) => clips.map((videoId) => ({ viewerKey, videoId })))
      const told = (await social.sharedAmong(all)).map(({ viewerKey, videoId }) => `${viewerKey} ${videoId}`)
      assert.deepEqual(told.sort(), [...pairs].sort())
    }),
    { numRuns: 12 },
  )
  const http = await testHttp(t, clock)
  mountSocial(http, social, identity)
  const clip = ids.uuid()
  const share = (channel = 'link') =>
    http.call<{ counted?: boolean; error?: { code: string } }>('POST', `/v1/videos/${clip}/shares`, {
      channel,
    })
  assert.deepEqual((await share()).body, { counted: true }, 'a visitor is a viewer')
  assert.deepEqual((await share('sheet')).body, { counted: false })
  const sari = await anAccount(identity, 'sari')
  http.as({ account: { ...sari, roles: new Set() } })
  await social.like(sari.id, clip)
  assert.deepEqual((await share()).body, { counted: true })
  assert.equal((await share('telepathy')).status, 400)
  assert.deepEqual(
    [(await social.sharesOf([clip])).get(clip), (await social.likesOf([clip])).get(clip)],
    [2, 1],
  )
  hidden.add(clip)
  assert.equal((await share()).body.error?.code, 'video_not_found')
  assert.equal(await social.countDrift(), 0)
})

test('who sent a clip on is forgotten after some days; the count never falls, and goes on from there', async (t) => {
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('old shares', clock)
  const db = await testDatabase(t, { modules: ['social'] })
  const social = createSocial({ db, clock, canSee: async () => true })
  const viewers = [ids.uuid(), ids.uuid()]
  const clips = [ids.uuid(), ids.uuid()]
  const keptDays = 31
  const step = fc.record({ viewer: fc.nat(1), clip: fc.nat(1), daysLater: fc.constantFrom(0, 1, 15, 16, 31) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await social.dropSharesOlderThan(-1)
      const before = await social.sharesOf(clips)
      const madeOn = new Map<string, number>()
      const counts = clips.map((clip) => before.get(clip) ?? 0)
      for (const { viewer, clip, daysLater } of steps) {
        clock.advance(daysLater * dayMs)
        const today = Math.floor(clock.now().getTime() / dayMs)
        let forgotten = 0
        for (const [pair, day] of madeOn) if (day < today - keptDays && madeOn.delete(pair)) forgotten++
        assert.equal(await social.dropSharesOlderThan(keptDays), forgotten)
        const share = { viewerKey: viewers[viewer] ?? '', videoId: clips[clip] ?? '' }
        const pair = `${share.viewerKey} ${share.videoId}`
        const isFirst = !madeOn.has(pair)
        if (isFirst) madeOn.set(pair, today)
        counts[clip] = (counts[clip] ?? 0) + (isFirst ? 1 : 0)
        assert.equal(await social.share({ ...share, account: undefined }, share.videoId, 'link'), isFirst)
        const shares = await social.sharesOf(clips)
        assert.deepEqual(
          clips.map((one) => shares.get(one) ?? 0),
          counts,
        )
      }
      assert.equal(await social.countDrift(), 0)
    }),
    { numRuns: 12 },
  )
})
