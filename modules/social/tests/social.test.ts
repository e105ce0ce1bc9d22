import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fakeClock, seededIds, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { createSocial, mountSocial } from '../index.ts'

async function stage(t: TestContext) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const ids = seededIds(t.name, clock)
  const db = await testDatabase(t, { modules: ['identity', 'social'] })
  const identity = testIdentity({ db, clock, ids })
  const hidden = new Set<string>()
  const social = createSocial({ db, clock, canSee: async (_, videoId) => !hidden.has(videoId) })
  const http = await testHttp(t, clock)
  mountSocial(http, social, identity)
  const sari = await anAccount(identity, 'sari')
  const budi = await anAccount(identity, 'budi')
  return {
    social,
    http,
    sari,
    budi,
    hidden,
    videoId: ids.uuid(),
    as: (account: typeof sari | null) => http.as({ account: account && { ...account, roles: new Set() } }),
  }
}

test('following twice counts once, and unfollowing twice takes one away', async (t) => {
  const { http, as, sari } = await stage(t)
  as(sari)
  for (let round = 0; round < 2; round++)
    assert.deepEqual((await http.call('PUT', '/v1/profiles/budi/follow')).body, {
      followed: true,
      followers: 1,
    })
  const seen = await http.call<{ profile: { followed: boolean; followers: number } }>(
    'GET',
    '/v1/profiles/budi',
  )
  assert.deepEqual([seen.body.profile.followed, seen.body.profile.followers], [true, 1])
  for (let round = 0; round < 2; round++)
    assert.deepEqual((await http.call('DELETE', '/v1/profiles/budi/follow')).body, {
      followed: false,
      followers: 0,
    })
})

test('nobody follows themselves, a visitor or an unknown profile', async (t) => {
  const { http, as, sari } = await stage(t)
  const code = async (path: string) =>
    (await http.call<{ error: { code: string } }>('PUT', path)).body.error.code
  assert.equal(await code('/v1/profiles/budi/follow'), 'login_required')
  as(sari)
  assert.equal(await code('/v1/profiles/sari/follow'), 'own_profile')
  assert.equal(await code('/v1/profiles/tidak.ada/follow'), 'profile_not_found')
})

test('only what can be seen can be liked; a like counts once however often it is sent at the same moment', async (t) => {
  const { social, sari, budi, hidden, videoId } = await stage(t)
  await Promise.all(Array.from({ length: 8 }, () => social.like(sari.id, videoId)))
  assert.equal(await social.like(budi.id, videoId), 2)
  assert.deepEqual(await social.liked(sari.id, 10), [videoId])
  hidden.add(videoId)
  await assert.rejects(social.like(sari.id, videoId), /video_not_found/)
  assert.equal(await social.unlike(sari.id, videoId), 0, 'of what one may not see no count is told')
  assert.equal(await social.countDrift(), 0)
})

test('two accounts that follow each other at once do not wait for each other for ever', async (t) => {
  const { social, sari, budi } = await stage(t)
  for (let round = 0; round < 10; round++) {
    await Promise.all([social.follow(sari.id, budi.id), social.follow(budi.id, sari.id)])
    await Promise.all([social.unfollow(sari.id, budi.id), social.unfollow(budi.id, sari.id)])
  }
  assert.equal(await social.countDrift(), 0)
})
