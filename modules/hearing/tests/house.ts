/** A hearing over real accounts, follows and playback. Clips lie on a shelf: what a hearing asks of a clip is little. */
import type { TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  silentLog,
  testDatabase,
  testHttp,
  testJobs,
} from '../../../platform/testing/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import type { Reporter } from '../../playback/index.ts'
import { aViewer, named, testPlayback, watches } from '../../playback/testing.ts'
import { createSocial } from '../../social/index.ts'
import { type Published, videoId, videoPublished } from '../../videos/index.ts'
import { createHearing, type HearingConfig, hearingConfig, mountHearing, type Viewer } from '../index.ts'

export const hour = 3_600_000
export const day = 24 * hour

export async function house(t: TestContext, change: Partial<HearingConfig> = {}) {
  const clock = fakeClock('2026-11-23T03:00:00Z') // a Monday, ten in the morning in Jakarta
  const modules = ['identity', 'social', 'playback', 'hearing']
  const db = await testDatabase(t, { modules })
  const ids = seededIds('hearing', clock)
  const { jobs, events } = testJobs(t, db)
  const identity = testIdentity({ db, clock, ids })
  const social = createSocial({ db, clock, canSee: async () => true })
  const playback = testPlayback({ db, clock, ids, events })
  const shelf = new Map<string, Published>()
  const files = new Map<string, string>()
  const deps = {
    db,
    clock,
    events,
    log: silentLog,
    timeZone: 'Asia/Jakarta',
    random: () => 0.5,
    identity,
    social,
    playback,
    config: hearingConfig.defaults({ LEAST: 3, YOUNG_VOTES: 1_000, ...change }),
    videos: {
      findMany: async (wanted: readonly string[]) => wanted.flatMap((id) => shelf.get(id) ?? []),
      listPublicAfter: async () => [...shelf.values()],
    },
    media: {
      assetState: async (wanted: readonly string[]) =>
        new Map(wanted.map((id) => [id, { sha256: files.get(id) ?? id }])),
    },
  }
  const hearing = createHearing(deps)
  const http = await testHttp(t, clock)
  mountHearing(http, hearing)

  const put = (video: Published, file: string) => {
    shelf.set(video.id, video)
    files.set(video.assetId, file)
    const { id, ownerId, durationMs } = video
    return { id, ownerId, durationMs }
  }
  /** Publishes a clip of ten seconds, and lets the event reach the hearing. */
  const publish = async (
    name: string,
    options: { owner?: string; file?: string; more?: Partial<Published> } = {},
  ) => {
    const at = clock.now()
    const video: Published = {
      id: videoId(named(`clip ${name}`)),
      ownerId: options.owner ?? named(`owner of ${name}`),
      assetId: named(`asset ${name}`),
      uploadId: named(`upload ${name}`),
      caption: name,
      tags: [],
      mentions: [],
      visibility: 'public',
      state: 'published',
      reason: undefined,
      durationMs: 10_000,
      width: 720,
      height: 1280,
      allow: { duet: true, stitch: true, remix: true, download: true },
      credit: undefined,
      sound: undefined,
      coverMs: undefined,
      ageMarks: { byOwner: false, stageReason: null },
      createdAt: at,
      publishAt: undefined,
      publishedAt: at,
      removedAt: undefined,
      updatedAt: at,
      ...options.more,
    }
    const clip = put(video, options.file ?? `file of ${name}`)
    await announce(video)
    return clip
  }
  const announce = async (video: Published) => {
    const { id, ownerId, visibility } = video
    await db.transaction((tx) => events.publish(tx, videoPublished, { videoId: id, ownerId, visibility }))
    await jobs.drain()
  }
  type Clip = Awaited<ReturnType<typeof publish>>
  const settle = async () => {
    await playback.judgeDue()
    await hearing.countDue()
    await hearing.refresh()
  }
  return {
    clock,
    db,
    identity,
    social,
    playback,
    hearing,
    http,
    shelf,
    publish,
    announce,
    settle,
    /** A second process on the same database. */
    again: () => createHearing({ ...deps, events: { ...events, on: () => {} } }),
    watch: (who: string | Reporter, clip: Clip, seconds = 10) =>
      watches(playback, clock, typeof who === 'string' ? aViewer(who) : who, clip, { seconds }),
    account: (handle: string) => anAccount(identity, handle),
    viewer: (key: string): Viewer => ({
      key: named(key),
      lang: 'id',
      creators: new Set(),
      tags: new Set(),
      hasSeen: () => false,
    }),
    standing: async (clip: Clip) => (await hearing.standings([clip.id])).get(clip.id),
  }
}
