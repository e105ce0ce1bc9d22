/** Identity, media and videos over one database, with people to post and to look. */
import type { TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  testDatabase,
  testHttp,
  testJobs,
  testStorage,
} from '../../../platform/testing/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import type { Account } from '../../identity/index.ts'
import { testMedia } from '../../media/testing.ts'
import { mountSounds } from '../../sounds/index.ts'
import { testSounds } from '../../sounds/testing.ts'
import { mountVideos, videoChanged, videoPublished, videoRemoved } from '../index.ts'
import { testVideos } from '../testing.ts'

export async function house(t: TestContext) {
  const db = await testDatabase(t, { modules: ['identity', 'media', 'sounds', 'videos'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('videos', clock)
  const { jobs, events } = testJobs(t, db)
  const storage = testStorage(t)
  const accounts = testIdentity({ db, clock, ids })
  const media = await testMedia(t, { db, clock, ids, jobs, events, storage })
  const sounds = testSounds({ db, clock, jobs, events, media, accounts })
  const follows = new Set<string>()
  const subscribes = new Set<string>()
  const videos = testVideos({
    db,
    clock,
    ids,
    events,
    jobs,
    media,
    sounds,
    accounts,
    isFollower: async (viewer, owner) => follows.has(`${viewer} ${owner}`),
    isSubscriber: async (viewer, owner) => subscribes.has(`${viewer} ${owner}`),
  })
  const heard: string[] = []
  events.on(videoPublished, 'test', async ({ visibility }) => void heard.push(`published ${visibility}`))
  events.on(videoChanged, 'test', async ({ visibility }) => void heard.push(`changed ${visibility}`))
  events.on(videoRemoved, 'test', async () => void heard.push('removed'))
  const http = await testHttp(t, clock)
  mountSounds(http, sounds)
  mountVideos(http, videos)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const as = (account: Account | undefined) =>
    http.as({ account: account ? { id: account.id, handle: account.handle, roles: new Set() } : null })
  const follow = (viewer: Account, owner: Account) => follows.add(`${viewer.id} ${owner.id}`)
  const subscribe = (viewer: Account, owner: Account) => subscribes.add(`${viewer.id} ${owner.id}`)
  return { db, clock, jobs, storage, media, sounds, videos, heard, http, sari, budi, as, follow, subscribe }
}
