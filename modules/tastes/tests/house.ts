/** Identity, media, sounds, videos, playback and tastes over one database, with creators and viewers. */
import type { TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  testDatabase,
  testHttp,
  testJobs,
  testStorage,
} from '../../../platform/testing/index.ts'
import type { Account } from '../../identity/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { testMedia } from '../../media/testing.ts'
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
  settings?: { personalised: boolean; learning: boolean; resetAt: string | null; undoUntil: string | null }
  wishes?: Wish[]
  wish?: { kind: string; subject: string }
  noticed?: {
    clips: number
    tags: { tag: string; clips: number }[]
    creators: { handle: string; clips: number }[]
  }
  onDevice?: number
  moved?: number
  removed?: boolean
  clips?: { videoId: string; at: string; clip: { caption: string; handle: string } | null }[] | number
  nextCursor?: string | null
}

export async function house(t: TestContext) {
  const db = await testDatabase(t, {
    modules: ['identity', 'media', 'sounds', 'videos', 'playback', 'tastes'],
  })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('tastes', clock)
  const { jobs, events } = testJobs(t, db)
  const storage = testStorage(t)
  const accounts = testIdentity({ db, clock, ids })
  const media = await testMedia(t, { db, clock, ids, jobs, events, storage })
  const sounds = testSounds({ db, clock, jobs, events, media, accounts })
  const videos = testVideos({ db, clock, ids, jobs, events, media, accounts, sounds })
  const playback = testPlayback({ db, clock, ids, events })
  /** Another one is another node: it shares nothing with the first but the database. */
  const aNode = () => {
    const node = testTastes({ db, clock, playback, videos, sounds, accounts })
    t.after(() => node.stop())
    return node
  }
  const tastes = aNode()
  const http = await testHttp(t, clock)
  mountTastes(http, tastes)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const wati = await anAccount(accounts, 'wati')
  const browser = ids.uuid()
  const as = (account: Account | undefined, deviceKey = browser) =>
    http.as({
      account: account ? { id: account.id, handle: account.handle, roles: new Set() } : null,
      deviceKey,
    })
  as(wati)
  return {
    ...{ db, clock, ids, jobs, accounts, media, sounds, videos, playback, tastes, aNode, http },
    ...{ sari, budi, wati, browser, as },
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
