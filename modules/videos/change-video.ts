/** What an owner does to a posted video. Someone else's video is answered like one that is not there. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { videosRefusals } from './contract.ts'
import { videoChanged, videoPublished, videoRemoved } from './events.ts'
import { type PostDeps, readWords } from './post-video.ts'
import * as store from './store.ts'
import { isOpen, type Video, type VideoId, type Visibility } from './video.ts'

export interface Change {
  readonly caption?: string | undefined
  readonly visibility?: Visibility | undefined
}

/** @throws Refusal video_not_found, caption_* */
export function changeVideo(deps: PostDeps, ownerId: string, id: VideoId, change: Change): Promise<Video> {
  const words = change.caption === undefined ? undefined : readWords(change.caption)
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if (video.state === 'removed') return refuse(videosRefusals.video_not_found)
    const now = deps.clock.now()
    if (words) await store.updateWords(tx, id, words, now)
    const visibility = change.visibility ?? video.visibility
    if (visibility !== video.visibility) await store.updateVisibility(tx, id, visibility, now)
    if (video.state !== 'published') return
    await deps.media.setVisibility(tx, video.assetId, isOpen({ state: 'published', visibility }))
    await deps.events.publish(tx, videoChanged, { videoId: id, ownerId, visibility })
  })
}

/** Twice is the same as once. @throws Refusal video_not_found */
export function removeVideo(deps: PostDeps, ownerId: string, id: VideoId): Promise<Video> {
  return onOwn(deps, ownerId, id, async (tx, video) => {
    if ((await store.markRemoved(tx, id, deps.clock.now())) === 0) return
    await deps.media.setVisibility(tx, video.assetId, false)
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
    await deps.media.setVisibility(tx, back.assetId, isOpen(back))
    await deps.events.publish(tx, videoPublished, { videoId: id, ownerId, visibility: back.visibility })
  })
}

export const restorableUntil = (removedAt: Date, days: number): Date =>
  new Date(removedAt.getTime() + days * 86_400_000)

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
