/** Videos over identity, media and sounds, with people to post and to look. */
import type { TestContext } from 'node:test'
import { anAccount } from '../../identity/testing.ts'
import type { Account } from '../../identity/index.ts'
import { aGround } from '../../media/testing.ts'
import { mountSounds } from '../../sounds/index.ts'
import { testSounds } from '../../sounds/testing.ts'
import { mountVideos, videoChanged, videoPublished, videoRemoved } from '../index.ts'
import { testVideos } from '../testing.ts'

export async function house(t: TestContext) {
  const ground = await aGround(t, 'videos', ['sounds', 'videos'])
  const { accounts, events, http } = ground
  const sounds = testSounds(ground)
  const follows = new Set<string>()
  const subscribes = new Set<string>()
  const adults = new Set<string>()
  const videos = testVideos({
    ...ground,
    sounds,
    isFollower: async (viewer, owner) => follows.has(`${viewer} ${owner}`),
    isSubscriber: async (viewer, owner) => subscribes.has(`${viewer} ${owner}`),
    seesAgeRestricted: async (viewer) => adults.has(viewer),
  })
  const heard: string[] = []
  events.on(videoPublished, 'test', async ({ visibility }) => void heard.push(`published ${visibility}`))
  events.on(videoChanged, 'test', async ({ visibility }) => void heard.push(`changed ${visibility}`))
  events.on(videoRemoved, 'test', async () => void heard.push('removed'))
  mountSounds(http, sounds)
  mountVideos(http, videos)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const follow = (viewer: Account, owner: Account) => follows.add(`${viewer.id} ${owner.id}`)
  const subscribe = (viewer: Account, owner: Account) => subscribes.add(`${viewer.id} ${owner.id}`)
  return { ...ground, sounds, videos, heard, sari, budi, follow, subscribe, adults }
}
