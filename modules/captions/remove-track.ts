/** Removing captions, and taking it back. */
import { present, refuse } from '../../platform/errors.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import type { Track } from './caption.ts'
import { captionsRefusals } from './contract-refusals.ts'
import { checkRoom, onTrack, ownClip, readLang, type TrackDeps } from './own-clip.ts'
import { findTrack, markRemoved, markRestored } from './store.ts'

/** Twice is the same as once. @throws Refusal video_not_found, captions_not_found */
export async function removeTrack(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  given: string,
): Promise<Track & { removedAt: Date }> {
  const lang = readLang(given)
  await ownClip(deps, ownerId, videoId)
  return onTrack(deps, videoId, lang, async (tx, found) => {
    if (!found) return refuse(captionsRefusals.captions_not_found)
    const now = deps.clock.now()
    if ((await markRemoved(tx, videoId, lang, now)) > 0) await deps.videos.touch(tx, videoId)
    const track = present(await findTrack(tx, videoId, lang), 'a removed track keeps its row')
    return { ...track, removedAt: present(track.removedAt, 'it was removed now or before') }
  })
}

/** One that is there stays as it is. @throws Refusal video_not_found, captions_not_found, captions_restore_too_late */
export async function restoreTrack(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  given: string,
): Promise<Track> {
  const lang = readLang(given)
  await ownClip(deps, ownerId, videoId)
  return onTrack(deps, videoId, lang, async (tx, found) => {
    if (!found) return refuse(captionsRefusals.captions_not_found)
    if (found.removedAt === undefined) return found
    const now = deps.clock.now()
    const days = deps.config.RESTORE_DAYS
    if (now > restorableUntil(found.removedAt, days))
      return refuse(captionsRefusals.captions_restore_too_late, { days })
    await checkRoom(deps, tx, videoId)
    await markRestored(tx, videoId, lang, now)
    await deps.videos.touch(tx, videoId)
    return present(await findTrack(tx, videoId, lang), 'a restored track is there')
  })
}
