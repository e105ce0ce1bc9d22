/** Gifts over coins, payments and earnings on a real database, and builders for the tests of later modules. */
import type { TestContext } from 'node:test'
import { uuidFrom } from '../../platform/ids.ts'
import { type CoinStage, coinStage } from '../coins/testing.ts'
import { createEarnings, type Earnings, earningsConfig } from '../earnings/index.ts'
import type { Video } from '../videos/index.ts'
import { videoId } from '../videos/index.ts'
import { createGifts, type GiftSent, giftsConfig, giftsSent } from './index.ts'

export type GiftVideo = Video & { readonly seenBy?: readonly string[] }

export async function giftStage(
  t: TestContext,
  options: Parameters<typeof coinStage>[1] & { mayReceive?: (accountId: string) => Promise<boolean> } = {},
) {
  const modules = ['earnings', 'gifts', ...(options.modules ?? [])]
  const stage = await coinStage(t, { ...options, modules })
  const { clock, db, events, ids, ledger, people, coins, payments, tax } = stage
  const videos = new Map<string, GiftVideo>()
  const findVideos = async (wanted: readonly string[]): Promise<Video[]> =>
    wanted.flatMap((id) => videos.get(id) ?? [])
  const earnings: Earnings = createEarnings({
    db,
    clock,
    ids,
    ledger,
    timeZone: 'Asia/Jakarta',
    config: earningsConfig.defaults(),
    countOperators: async () => 2,
    videos: { findMany: findVideos },
    identity: people,
  })
  const gifts = createGifts({
    db,
    clock,
    events,
    config: giftsConfig.defaults(),
    identity: people,
    videos: {
      findMany: findVideos,
      maySee: async (video, viewer) =>
        video.visibility === 'public' ||
        viewer === video.ownerId ||
        viewer === videos.get(video.id)?.seenBy?.[0],
    },
    ledger,
    coins,
    earnings,
    payments,
    tax,
    ...(options.mayReceive ? { mayReceive: options.mayReceive } : {}),
  })
  const told: GiftSent[] = []
  events.on(giftsSent, 'test', async (gift) => {
    told.push(gift)
  })
  return {
    ...stage,
    earnings,
    gifts,
    videos,
    told,
    aVideo: (owner: string, more = {}) => aVideo(videos, owner, more),
  }
}
export type GiftStage = CoinStage & Awaited<ReturnType<typeof giftStage>>

function aVideo(videos: Map<string, GiftVideo>, ownerId: string, more: Partial<GiftVideo>): string {
  const id = videoId(uuidFrom('test.video', ownerId, String(videos.size)))
  const at = new Date('2026-11-01T00:00:00Z')
  videos.set(id, {
    id,
    ownerId,
    assetId: id,
    uploadId: id,
    caption: '',
    tags: [],
    mentions: [],
    visibility: 'public',
    state: 'published',
    reason: undefined,
    durationMs: 1_000,
    width: 180,
    height: 320,
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
    ...more,
  })
  return id
}

export const giftNamed = (name: string): string => uuidFrom('test.gift', name)
