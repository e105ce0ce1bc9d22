/** Captions over identity, media and videos, with a creator, a stranger and clips. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { anAccount } from '../../identity/testing.ts'
import type { Account } from '../../identity/index.ts'
import { aGround, anUpload } from '../../media/testing.ts'
import type { Video } from '../../videos/index.ts'
import { aVideo, testVideos } from '../../videos/testing.ts'
import { type CaptionEngine, mountCaptions } from '../index.ts'
import type { CaptionsConfig } from '../config.ts'
import { testCaptions } from '../testing.ts'

export interface TrackReply {
  readonly track: {
    lang: string
    kind: string
    sourceLang: string | null
    published: boolean
    revision: number
    cueCount: number
    saidCount: number
    url: string
    cues: { startMs: number; endMs: number; text: string }[]
  }
}
export interface ErrorReply {
  readonly error: { readonly code: string; readonly message: string }
}

export async function house(
  t: TestContext,
  options: { config?: Partial<CaptionsConfig>; engine?: CaptionEngine } = {},
) {
  const ground = await aGround(t, 'captions', ['sounds', 'videos', 'captions'])
  const { accounts, http, jobs, media } = ground
  const follows = new Set<string>()
  const videos = testVideos({
    ...ground,
    isFollower: async (viewer, owner) => follows.has(`${viewer} ${owner}`),
  })
  const captions = testCaptions(
    { ...ground, videos, ...(options.engine ? { engine: options.engine } : {}) },
    options.config,
  )
  mountCaptions(http, captions)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')

  const posts = (posting: Partial<Pick<Video, 'visibility'>> = {}) =>
    aVideo(t, { videos, media, jobs }, sari.id, posting)
  /** A clip of those very bytes. */
  const postsFile = async (content: Uint8Array): Promise<Video> => {
    const upload = await anUpload(media, sari.id, content)
    const { id } = await videos.post(sari.id, { uploadId: upload.id, caption: '', visibility: 'public' })
    await jobs.drain()
    const [video] = await videos.findMany([id])
    assert.ok(video)
    return video
  }
  const as = (account: Account | undefined, lang: 'id' | 'en' = 'en') => ground.as(account, { lang })
  as(sari)
  return {
    ...ground,
    videos,
    captions,
    sari,
    budi,
    as,
    posts,
    postsFile,
    follow: (viewer: Account, owner: Account) => follows.add(`${viewer.id} ${owner.id}`),
    put: (videoId: string, lang: string, body: object) =>
      http.call<TrackReply & ErrorReply>('PUT', `/v1/videos/${videoId}/captions/${lang}`, body),
    upload: (videoId: string, lang: string, content: string | Uint8Array, revision = 0) =>
      http.call<TrackReply & ErrorReply & { cutAtEnd: number; beyondEnd: number }>(
        'POST',
        `/v1/videos/${videoId}/captions/${lang}/upload`,
        { revision, base64: Buffer.from(content).toString('base64') },
      ),
  }
}

/** Two cues of a clip of one second. */
export const two = [
  { startMs: 0, endMs: 400, text: 'Selamat pagi,' },
  { startMs: 400, endMs: 1000, text: 'Losari!' },
]
