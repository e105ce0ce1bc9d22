/** The beginning of a translation: the same times, and a place for each text. */
import { refuse } from '../../platform/errors.ts'
import type { Track } from './caption.ts'
import { captionsRefusals } from './contract-refusals.ts'
import { checkRoom, isThere, onTrack, ownClip, readLang, type TrackDeps } from './own-clip.ts'
import { findTrack, putTrack } from './store.ts'

/** A draft: viewers see it once its creator says so. The same again finds the draft that was begun.
 *  @throws Refusal video_not_found, captions_not_found, captions_exist */
export async function copyTrack(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  target: string,
  source: string,
): Promise<Track> {
  const lang = readLang(target)
  const from = readLang(source)
  await ownClip(deps, ownerId, videoId)
  return onTrack(deps, videoId, lang, async (tx, found) => {
    if (isThere(found)) {
      if (found.sourceLang === from && found.saidCount === 0 && !found.published) return found
      return refuse(captionsRefusals.captions_exist)
    }
    const original = await findTrack(tx, videoId, from)
    if (!isThere(original)) return refuse(captionsRefusals.captions_not_found)
    await checkRoom(deps, tx, videoId)
    const cues = original.cues.map(({ startMs, endMs }) => ({ startMs, endMs, text: '' }))
    return putTrack(
      tx,
      { videoId, lang, ownerId, kind: 'translated', sourceLang: from, published: false, cues },
      deps.clock.now(),
    )
  })
}
