/** Posting: one upload becomes one video, once, whatever is sent twice and whichever is ready first. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import { type Asset, claimedAsset, type Media } from '../media/index.ts'
import type { Sounds } from '../sounds/index.ts'
import { checkUse } from './check-use.ts'
import type { VideosConfig } from './config.ts'
import { videosRefusals } from './contract.ts'
import { videoPublished, videoRemoved } from './events.ts'
import type { ApartDeps } from './may-see.ts'
import { openToAudience } from './open-to-audience.ts'
import { captionLength, captionMax, cleanCaption, mentionsMax, readCaption, tagsMax } from './read-caption.ts'
import { readTime } from './schedule.ts'
import * as store from './store.ts'
import { type Allow, type Video, videoId, type Visibility } from './video.ts'

export interface PostDeps extends ApartDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly config: VideosConfig
  readonly media: Pick<Media, 'findUpload' | 'claimUpload' | 'setVisibility' | 'setCover'>
  readonly sounds: Pick<Sounds, 'mayUse' | 'noteUse' | 'dropUse' | 'followClip'>
}

export interface Posting {
  readonly uploadId: string
  readonly caption: string
  readonly visibility: Visibility
  readonly publishAt?: Date | undefined
  /** Everything unless told. */
  readonly allow?: Allow | undefined
  readonly credit?: Video['credit']
  readonly coverMs?: number | undefined
  readonly sound?: Video['sound']
  /** For those alone who said that they are 18 or older; not, unless told. */
  readonly isAgeRestricted?: boolean | undefined
}

const everything: Allow = { duet: true, stitch: true, remix: true, download: true }

/** @throws Refusal caption_*, upload_*, publish_at_*, remix_not_allowed, sound_not_found, cover_outside */
export async function postVideo(deps: PostDeps, ownerId: string, posting: Posting): Promise<Video> {
  const words = readWords(posting.caption)
  // The same again is the first answer, also when what was allowed then would be refused now.
  const before = await store.findVideoOfUpload(deps.db, posting.uploadId)
  if (before?.ownerId === ownerId) return before
  // Completes an upload whose last mark was lost in a crash, before any transaction of ours is open.
  const upload = await deps.media.findUpload(posting.uploadId)
  if (upload?.ownerId === ownerId && upload.purpose !== 'clip') refuse(videosRefusals.upload_not_a_clip)
  return deps.db.transaction(async (tx) => {
    const asset = claimedAsset(await deps.media.claimUpload(tx, posting.uploadId, ownerId))
    const publishAt = posting.publishAt && readTime(deps, posting.publishAt)
    await checkUse(deps, ownerId, posting)
    checkCover(posting.coverMs, asset.durationMs)
    const now = deps.clock.now()
    const video: Video = {
      id: videoId(deps.ids.uuid()),
      ownerId,
      assetId: asset.id,
      uploadId: posting.uploadId,
      ...words,
      visibility: posting.visibility,
      state: publishAt ? 'scheduled' : 'processing',
      reason: undefined,
      durationMs: undefined,
      width: undefined,
      height: undefined,
      allow: posting.allow ?? everything,
      credit: posting.credit,
      sound: posting.sound,
      coverMs: posting.coverMs,
      ageMarks: { byOwner: posting.isAgeRestricted ?? false, stageReason: null },
      createdAt: now,
      publishAt,
      publishedAt: undefined,
      removedAt: undefined,
      updatedAt: now,
    }
    if (await store.insertVideo(tx, video)) await followAsset(deps, tx, video, asset)
    return present(
      await store.findVideoOfUpload(tx, posting.uploadId),
      'the video was inserted now or before',
    )
  })
}

/** @param durationMs undefined while the file was not read: then the cover is held against it later */
export function checkCover(coverMs: number | undefined, durationMs: number | undefined): void {
  if (coverMs !== undefined && durationMs !== undefined && coverMs > durationMs)
    refuse(videosRefusals.cover_outside)
}

/** The file may have been read before its video was posted. */
async function followAsset(deps: PostDeps, tx: Tx, video: Video, asset: Asset): Promise<void> {
  if (asset.state === 'refused' && asset.reason)
    return void (await store.markRefused(tx, video.id, asset.reason, deps.clock.now()))
  const { state, durationMs, width, height } = asset
  const plays = state === 'playable' || state === 'ready'
  if (plays && durationMs !== undefined && width !== undefined && height !== undefined)
    await settlePlayable(deps, tx, video, { durationMs, width, height })
}

/** @param video locked by `tx`, as it was before its file played */
async function settlePlayable(
  deps: PostDeps,
  tx: Tx,
  video: Video,
  shape: { durationMs: number; width: number; height: number },
): Promise<void> {
  const { id, ownerId, visibility, coverMs } = video
  await store.markPlayable(tx, id, shape, deps.clock.now())
  // Chosen in a browser that may have measured the length a little differently.
  if (coverMs !== undefined) await deps.media.setCover(tx, video.assetId, Math.min(coverMs, shape.durationMs))
  if (video.state !== 'processing') return
  await openToAudience(deps, tx, { ...video, ...shape, state: 'published' })
  await deps.events.publish(tx, videoPublished, { videoId: id, ownerId, visibility })
}

/** When media says that an asset plays. It may say so twice, and of assets that nobody posted. */
export async function onAssetPlayable(
  deps: PostDeps,
  asset: { assetId: string; durationMs: number; width: number; height: number },
): Promise<void> {
  const { assetId, durationMs, width, height } = asset
  await deps.db.transaction(async (tx) => {
    const video = await store.lockVideoOfAsset(tx, assetId)
    if (video && video.publishedAt === undefined && video.durationMs === undefined)
      await settlePlayable(deps, tx, video, { durationMs, width, height })
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
    await openToAudience(deps, tx, { ...video, state: 'refused' })
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
