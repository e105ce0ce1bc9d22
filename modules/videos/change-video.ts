/** What an owner does to a posted video. Someone else's video is answered like one that is not there. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import { videosRefusals } from './contract.ts'
import { videoPublished, videoRemoved } from './events.ts'
import { announceAudience, openToAudience } from './open-to-audience.ts'
import { checkCover, type PostDeps, readWords } from './post-video.ts'
import { readTime, release } from './schedule.ts'
import * as store from './store.ts'
import { updateOwnersMark } from './store-age.ts'
import * as creating from './store-creating.ts'
import { type Allow, type Video, type VideoId, type Visibility } from './video.ts'

export interface Change {
  readonly caption?: string | undefined
  readonly visibility?: Visibility | undefined
  /** What is told is changed; it meets only what is made from now on. */
  readonly allow?: { readonly [K in keyof Allow]?: Allow[K] | undefined } | undefined
  /** Another time, or null for none: then it is held. */
  readonly publishAt?: Date | null | undefined
  readonly coverMs?: number | undefined
  /** The owner's own mark; that of the stage stays as it is. */
  readonly isAgeRestricted?: boolean | undefined
}

/** @throws Refusal video_not_found, caption_*, publish_at_*, already_published, cover_outside, age_mark_kept */
export function changeVideo(deps: PostDeps, ownerId: string, id: VideoId, change: Change): Promise<Video> {
  const words = change.caption === undefined ? undefined : readWords(change.caption)
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if (video.state === 'removed') return refuse(videosRefusals.video_not_found)
    const now = deps.clock.now()
    if (words) await store.updateWords(tx, id, words, now)
    const { visibility = video.visibility, isAgeRestricted } = change
    if (visibility !== video.visibility) await store.updateVisibility(tx, id, visibility, now)
    if (isAgeRestricted === false && video.ageMarks.stageReason !== null) refuse(videosRefusals.age_mark_kept)
    if (isAgeRestricted !== undefined) await updateOwnersMark(tx, id, isAgeRestricted, now)
    if (change.allow) await changeAllow(deps, tx, video, change.allow)
    if (change.coverMs !== undefined) await changeCover(deps, tx, video, change.coverMs)
    if (change.publishAt !== undefined) await changeTime(deps, tx, video, change.publishAt)
    if (video.state !== 'published') return
    await announceAudience(deps, tx, present(await store.lockVideo(tx, id), 'a locked row stays'))
  })
}

async function changeAllow(
  deps: PostDeps,
  tx: Tx,
  video: Video,
  allow: NonNullable<Change['allow']>,
): Promise<void> {
  const { duet, stitch, remix, download } = video.allow
  const wished: Allow = {
    duet: allow.duet ?? duet,
    stitch: allow.stitch ?? stitch,
    remix: allow.remix ?? remix,
    download: allow.download ?? download,
  }
  await creating.updateAllow(tx, video.id, wished, deps.clock.now())
}

async function changeCover(deps: PostDeps, tx: Tx, video: Video, coverMs: number): Promise<void> {
  checkCover(coverMs, video.durationMs)
  await creating.updateCover(tx, video.id, coverMs, deps.clock.now())
  // One that does not play yet gets its cover when it does.
  if (video.durationMs !== undefined) await deps.media.setCover(tx, video.assetId, coverMs)
}

async function changeTime(deps: PostDeps, tx: Tx, video: Video, publishAt: Date | null): Promise<void> {
  if (video.state === 'published') refuse(videosRefusals.already_published)
  if (video.state === 'refused') return
  const time = publishAt === null ? null : readTime(deps, publishAt)
  if (time === undefined) return release(deps, tx, present(await store.lockVideo(tx, video.id), 'locked'))
  await creating.updateTime(tx, video.id, time, deps.clock.now())
}

/** What is published stays as it is. @throws Refusal video_not_found */
export function publishVideo(deps: PostDeps, ownerId: string, id: VideoId): Promise<Video> {
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if (video.state === 'removed') return refuse(videosRefusals.video_not_found)
    await release(deps, tx, video)
  })
}

/** Twice is the same as once. @throws Refusal video_not_found */
export function removeVideo(deps: PostDeps, ownerId: string, id: VideoId): Promise<Video> {
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if ((await store.markRemoved(tx, id, deps.clock.now())) === 0) return
    await openToAudience(deps, tx, { ...video, state: 'removed' })
    await deps.events.publish(tx, videoRemoved, { videoId: id, ownerId })
  })
}

/** @throws Refusal video_not_found, restore_too_late */
export function restoreVideo(deps: PostDeps, ownerId: string, id: VideoId, days: number): Promise<Video> {
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if (video.removedAt === undefined) return
    const now = deps.clock.now()
    if (now > restorableUntil(video.removedAt, days)) return refuse(videosRefusals.restore_too_late, { days })
    await store.markRestored(tx, id, now)
    const back = present(await store.lockVideo(tx, id), 'a locked row stays')
    if (back.state !== 'published') return
    await openToAudience(deps, tx, back)
    await deps.events.publish(tx, videoPublished, { videoId: id, ownerId, visibility: back.visibility })
  })
}

async function onOwn(
  deps: PostDeps,
  ownerId: string,
  id: VideoId,
  work: (tx: Tx, video: Video) => Promise<void>,
): Promise<Video> {
  return deps.db.transaction(async (tx) => {
    const video = await store.lockVideo(tx, id)
    if (!video || video.ownerId !== ownerId) return refuse(videosRefusals.video_not_found)
    await work(tx, video)
    return present(await store.lockVideo(tx, id), 'a locked row stays')
  })
}
