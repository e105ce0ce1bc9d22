/** Everything that search reads, over one database, with people who post and who look. */
import type { TestContext } from 'node:test'
import { createMetrics } from '../../../platform/testing/index.ts'
import { testCaptions } from '../../captions/testing.ts'
import type { Account } from '../../identity/index.ts'
import { aGround, anUpload } from '../../media/testing.ts'
import { testPlayback } from '../../playback/testing.ts'
import { createLikeJudge, createSocial } from '../../social/index.ts'
import { testSounds } from '../../sounds/testing.ts'
import { aSmallClip, aVideo, testVideos } from '../../videos/testing.ts'
import type { Posting } from '../../videos/index.ts'
import { mountSearch } from '../index.ts'
import { testSearch } from '../testing.ts'

export interface SearchReply {
  people: { handle: string }[]
  clips: { id: string; caption: string }[]
  tags: { tag: string; clips: number }[]
  sounds: { title: string }[]
  match: string
  corrected: string | null
  nearest: string | null
  nextCursor: string | null
}

export async function house(t: TestContext) {
  const later = ['sounds', 'videos', 'captions', 'social', 'playback', 'search']
  const ground = await aGround(t, 'search', later)
  const { db, clock, ids, jobs, events, accounts, media, http } = ground
  const sounds = testSounds(ground)
  const videos = testVideos({ ...ground, sounds })
  const captions = testCaptions({ ...ground, videos })
  const social = createSocial({ db, clock, canSee: async () => true })
  const playback = testPlayback({ db, clock, ids, events })
  const likes = createLikeJudge({
    db,
    clock,
    metrics: createMetrics(),
    accounts,
    watchedAmong: playback.watchedAmong,
    young: { days: 7, likes: 30 },
  })
  const inRegion = new Map<string, string[]>()
  const tastes = { viewersIn: async (region: string) => inRegion.get(region) ?? [] }
  const search = testSearch({ ...ground, sounds, videos, captions, social, likes, playback, tastes })
  mountSearch(http, search)

  const person = (handle: string, displayName: string, lang: 'id' | 'en' = 'id'): Promise<Account> =>
    accounts.register({ handle, displayName, password: `panggung sandi ${handle.length}`, lang })
  const sari = await person('sari.senja', 'Sari Senja')
  const budi = await person('budi99', 'Budi Santoso', 'en')
  const as = (account: Account | undefined, lang: 'id' | 'en' = 'en') => ground.as(account, { lang })
  return {
    ...ground,
    ...{ inRegion, sounds, videos, captions, social, playback, search, sari, budi, as, person },
    posts: (owner: Account, caption: string, more: Partial<Posting> = {}) =>
      aVideo(t, { videos, media, jobs }, owner.id, { caption, ...more }),
    async shares(owner: Account, title: string, artist = '') {
      const upload = await anUpload(media, owner.id, await aSmallClip(t), 'suara.mp4', 'sound')
      const sound = await sounds.add(owner.id, {
        id: ids.uuid(),
        uploadId: upload.id,
        title,
        artist,
        use: 'everyone',
        rights: true,
      })
      await jobs.drain()
      return sound
    },
    async looksFor(q: string, more: Record<string, string> = {}): Promise<SearchReply> {
      const { status, body } = await http.call<SearchReply>(
        'GET',
        `/v1/search?${new URLSearchParams({ q, ...more })}`,
      )
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
      return body
    },
    async types(q: string) {
      const path = `/v1/search/suggest?${new URLSearchParams({ q })}`
      return (await http.call<{ suggestions: Record<string, string>[] }>('GET', path)).body.suggestions
    },
    async rising(lang?: 'id' | 'en', region?: string) {
      const asked = new URLSearchParams({ ...(lang ? { lang } : {}), ...(region ? { region } : {}) })
      const path = `/v1/trending?${asked}`
      type Reply = Pick<SearchReply, 'clips' | 'tags' | 'sounds'> & { region: string | null }
      return (await http.call<Reply>('GET', path)).body
    },
  }
}
