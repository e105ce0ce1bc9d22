/** Tastes over identity, media, sounds, videos and playback, with creators and viewers. */
import type { TestContext } from 'node:test'
import type { Account } from '../../identity/index.ts'
import { anAccount } from '../../identity/testing.ts'
import { aGround } from '../../media/testing.ts'
import { testPlayback, watches } from '../../playback/testing.ts'
import { testSounds } from '../../sounds/testing.ts'
import type { Published, Visibility } from '../../videos/index.ts'
import { aVideo, testVideos } from '../../videos/testing.ts'
import { mountTastes } from '../index.ts'
import { testTastes } from '../testing.ts'

export interface Wish {
  kind: string
  subject: string
  name: string | null
  handle: string | null
}
export interface Answer {
  error?: { code: string; message: string }
  settings?: {
    personalised: boolean
    learning: boolean
    resetAt: string | null
    undoUntil: string | null
    adultSince: string | null
  }
  wishes?: Wish[]
  wish?: { kind: string; subject: string }
  noticed?: {
    clips: number
    tags: { tag: string; clips: number }[]
    creators: { handle: string; clips: number }[]
  }
  adultSince?: string | null
  onDevice?: number
  moved?: number
  removed?: boolean
  clips?: { videoId: string; at: string; clip: { caption: string; handle: string } | null }[] | number
  nextCursor?: string | null
}

export async function house(t: TestContext) {
  const ground = await aGround(t, 'tastes', ['sounds', 'videos', 'playback', 'tastes'])
  const { clock, ids, jobs, accounts, media, http } = ground
  const sounds = testSounds(ground)
  const videos = testVideos({ ...ground, sounds })
  const playback = testPlayback(ground)
  const minors = new Set<string>()
  const isKnownMinor = async (account: string) => minors.has(account)
  /** Another one is another node: it shares nothing with the first but the database. */
  const aNode = () => {
    const node = testTastes({ ...ground, playback, videos, sounds, isKnownMinor })
    t.after(() => node.stop())
    return node
  }
  const tastes = aNode()
  mountTastes(http, tastes)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const wati = await anAccount(accounts, 'wati')
  const browser = ids.uuid()
  const as = (account: Account | undefined, deviceKey = browser) => ground.as(account, { deviceKey })
  as(wati)
  return {
    ...ground,
    ...{ sounds, videos, playback, tastes, minors, aNode, sari, budi, wati, browser, as },
    posts: (owner: Account, caption: string, visibility: Visibility = 'public') =>
      aVideo(t, { videos, media, jobs }, owner.id, { caption, visibility }),
    /** Wati's account, or the browser alone, plays a clip to its end; judged at once. */
    async finishes(clip: Published, viewerKey: string = wati.id) {
      const viewer = {
        viewerKey,
        deviceKey: browser,
        userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/130',
      }
      await watches(playback, clock, viewer, clip, { seconds: clip.durationMs / 1000 })
      await playback.judgeDue()
      clock.advance(60_000)
    },
    async read(): Promise<Answer> {
      return (await http.call<Answer>('GET', '/v1/tastes')).body
    },
    say: (kind: string, subject: string) => http.call<Answer>('PUT', '/v1/tastes/wishes', { kind, subject }),
    takeBack: (kind: string, subject: string) =>
      http.call<Answer>('DELETE', `/v1/tastes/wishes?${new URLSearchParams({ kind, subject })}`),
    async history(query = ''): Promise<Answer & { ids: string[] }> {
      const { body } = await http.call<Answer>('GET', `/v1/tastes/history${query}`)
      return { ...body, ids: Array.isArray(body.clips) ? body.clips.map(({ videoId }) => videoId) : [] }
    },
  }
}
