/** Posting: one upload becomes one video, once, whatever is sent twice and whichever is ready first. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import { uploadRefusals } from '../media/contract.ts'
import type { Asset, Media } from '../media/index.ts'
import { videosRefusals } from './contract.ts'
import { videoPublished, videoRemoved } from './events.ts'
import { captionLength, captionMax, cleanCaption, mentionsMax, readCaption, tagsMax } from './read-caption.ts'
import * as store from './store.ts'
import { isOpen, type Video, videoId, type Visibility } from './video.ts'

export interface PostDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly media: Pick<Media, 'findUpload' | 'claimUpload' | 'setVisibility'>
}

export interface Posting {
  readonly uploadId: string
  readonly caption: string
  readonly visibility: Visibility
}

/** @throws Refusal caption_*, upload_not_found, upload_incomplete, upload_expired */
export async function postVideo(deps: PostDeps, ownerId: string, posting: Posting): Promise<Video> {
  const words = readWords(posting.caption)
  // Completes an upload whose last mark was lost in a crash, before any transaction of ours is open.
  await deps.media.findUpload(posting.uploadId)
  return deps.db.transaction(async (tx) => {
    const claim = await deps.media.claimUpload(tx, posting.uploadId, ownerId)
    if (claim.kind === 'missing') return refuse(uploadRefusals.upload_not_found)
    if (claim.kind === 'expired') return refuse(uploadRefusals.upload_expired)
    if (claim.kind === 'incomplete') return refuse(uploadRefusals.upload_incomplete)
    const now = deps.clock.now()
    const video: Video = {
      id: videoId(deps.ids.uuid()),
      ownerId,
      assetId: claim.asset.id,
      uploadId: posting.uploadId,
      ...words,
      visibility: posting.visibility,
      state: 'processing',
      reason: undefined,
      durationMs: undefined,
      width: undefined,
      height: undefined,
      createdAt: now,
      publishedAt: undefined,
      removedAt: undefined,
      updatedAt: now,
    }
    if (await store.insertVideo(tx, video)) await followAsset(deps, tx, video, claim.asset)
    return present(
      await store.findVideoOfUpload(tx, posting.uploadId),
      'the video was inserted now or before',
    )
  })
}

/** The file may have been read before its video was posted. */
async function followAsset(deps: PostDeps, tx: Tx, video: Video, asset: Asset): Promise<void> {
  if (asset.state === 'refused' && asset.reason)
    return void (await store.markRefused(tx, video.id, asset.reason, deps.clock.now()))
  const { state, durationMs, width, height } = asset
  const plays = state === 'playable' || state === 'ready'
  if (plays && durationMs !== undefined && width !== undefined && height !== undefined)
    await publishNow(deps, tx, video, { durationMs, width, height })
}

async function publishNow(
  deps: PostDeps,
  tx: Tx,
  video: Video,
  shape: { durationMs: number; width: number; height: number },
): Promise<void> {
  const { id, ownerId, visibility, state } = video
  await store.markPublished(tx, id, shape, deps.clock.now())
  if (state !== 'processing') return
  await deps.media.setVisibility(tx, video.assetId, isOpen({ state: 'published', visibility }))
  await deps.events.publish(tx, videoPublished, { videoId: id, ownerId, visibility })
}

/** When media says that an asset plays. It may say so twice, and of assets that nobody posted. */
export async function onAssetPlayable(
  deps: PostDeps,
  asset: { assetId: string; durationMs: number; width: number; height: number },
): Promise<void> {
  const { assetId, ...shape } = asset
  await deps.db.transaction(async (tx) => {
    const video = await store.lockVideoOfAsset(tx, assetId)
    if (video && video.publishedAt === undefined) await publishNow(deps, tx, video, shape)
  })
}

/** When media refuses an asset: its creator finds the video in the studio with the reason; nothing is lost. */
export async function onAssetRefused(
  deps: PostDeps,
  refused: { assetId: string; code: string; params: Readonly<Record<string, string | number>> },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const video = await store.lockVideoOfAsset(tx, refused.assetId)
    if (!video || video.reason) return
    await store.markRefused(tx, video.id, { code: refused.code, params: refused.params }, deps.clock.now())
    await deps.media.setVisibility(tx, video.assetId, false)
    if (video.state === 'published')
      await deps.events.publish(tx, videoRemoved, { videoId: video.id, ownerId: video.ownerId })
  })
}

/** @throws Refusal caption_too_long, caption_too_many_tags, caption_too_many_mentions */
export function readWords(written: string): Pick<Video, 'caption' | 'tags' | 'mentions'> {
  const caption = cleanCaption(written)
  const length = captionLength(caption)
  if (length > captionMax) refuse(videosRefusals.caption_too_long, { length, limit: captionMax })
  const { tags, mentions } = readCaption(caption)
  if (tags.length > tagsMax)
    refuse(videosRefusals.caption_too_many_tags, { count: tags.length, limit: tagsMax })
  if (mentions.length > mentionsMax)
    refuse(videosRefusals.caption_too_many_mentions, { count: mentions.length, limit: mentionsMax })
  return { caption, tags, mentions }
}
