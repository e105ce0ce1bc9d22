/** What must be true elsewhere as soon as a video's audience is another: its files are open or closed, the sound that it
 *  uses is counted or not, and its own sound may be used or not. */
import type { Tx } from '../../platform/db/index.ts'
import { videoChanged } from './events.ts'
import type { PostDeps } from './post-video.ts'
import { isForEveryone, isOpen, mayBeUsed, type Video } from './video.ts'

/** Idempotent. @param video as it is now, locked by `tx` */
export async function openToAudience(
  deps: Pick<PostDeps, 'media' | 'sounds' | 'clock'>,
  tx: Tx,
  video: Video,
): Promise<void> {
  await deps.media.setVisibility(tx, video.assetId, isOpen(video))
  await followSounds(deps, tx, video)
}

/** The same of a published one, and everyone hears of it; what waits has no audience yet. */
export async function announceAudience(
  deps: Pick<PostDeps, 'media' | 'sounds' | 'clock' | 'events'>,
  tx: Tx,
  video: Video,
): Promise<void> {
  if (video.state !== 'published') return
  await openToAudience(deps, tx, video)
  const { id, ownerId, visibility } = video
  await deps.events.publish(tx, videoChanged, { videoId: id, ownerId, visibility })
}

async function followSounds(deps: Pick<PostDeps, 'sounds' | 'clock'>, tx: Tx, video: Video): Promise<void> {
  if (video.sound && isForEveryone(video)) {
    const use = { soundId: video.sound.soundId, videoId: video.id, usedAt: deps.clock.now() }
    await deps.sounds.noteUse(tx, use)
  } else if (video.sound) await deps.sounds.dropUse(tx, video.id)
  await deps.sounds.followClip(tx, video.id, mayBeUsed(video, 'remix'))
}
