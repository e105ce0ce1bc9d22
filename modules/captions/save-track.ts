/** A track is written whole, against the revision that its writer had opened: what someone else saved in between is
 *  never overwritten unseen. */
import { refuse } from '../../platform/errors.ts'
import type { Cue, Kind, Track } from './caption.ts'
import { captionsRefusals } from './contract-refusals.ts'
import { checkRoom, isThere, lengthOf, onTrack, ownClip, readLang, type TrackDeps } from './own-clip.ts'
import { checkCues, fitCues } from './read/fit-cues.ts'
import { parseFile } from './read/parse-file.ts'
import { putTrack } from './store.ts'

export interface Saving {
  /** The revision that was opened; 0 where there was no track. */
  readonly revision: number
  readonly cues: readonly Cue[]
  readonly published: boolean
}

/** The same again is the same as once. @throws Refusal video_not_found, captions_changed, captions_bad_cue, … */
export async function saveTrack(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  given: string,
  saving: Saving,
): Promise<Track> {
  const lang = readLang(given)
  const video = await ownClip(deps, ownerId, videoId)
  const limit = deps.config.MAX_CUES
  if (saving.cues.length > limit) refuse(captionsRefusals.captions_too_many_cues, { limit })
  const checked = checkCues(saving.cues, lengthOf(video))
  if (checked.kind === 'problem')
    return refuse(captionsRefusals.captions_bad_cue, { number: checked.number, problem: checked.code })
  return keep(deps, ownerId, videoId, lang, { ...saving, cues: checked.cues })
}

export interface Uploading {
  readonly revision: number
  readonly bytes: Uint8Array
  readonly published: boolean
}
export interface Uploaded {
  readonly track: Track
  readonly cutAtEnd: number
  readonly beyondEnd: number
}

/** @throws Refusal captions_file_*, and those of {@link saveTrack} */
export async function uploadTrack(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  given: string,
  uploading: Uploading,
): Promise<Uploaded> {
  const lang = readLang(given)
  const video = await ownClip(deps, ownerId, videoId)
  const durationMs = lengthOf(video)
  const { MAX_BYTES, MAX_CUES } = deps.config
  if (uploading.bytes.length > MAX_BYTES)
    refuse(captionsRefusals.captions_file_too_large, { limit: MAX_BYTES })
  const parsed = parseFile(uploading.bytes, { maxCues: MAX_CUES })
  switch (parsed.kind) {
    case 'problem':
      return refuse(captionsRefusals.captions_file_line, { line: parsed.line, problem: parsed.code })
    case 'empty':
      return refuse(captionsRefusals.captions_file_empty)
    case 'too_many':
      return refuse(captionsRefusals.captions_too_many_cues, { limit: MAX_CUES })
    case 'cues': {
      const { cues, cutAtEnd, beyondEnd } = fitCues(parsed.cues, durationMs)
      if (cues.length === 0) refuse(captionsRefusals.captions_file_beyond_end)
      const { revision, published } = uploading
      const track = await keep(deps, ownerId, videoId, lang, { revision, cues, published }, 'written')
      return { track, cutAtEnd, beyondEnd }
    }
  }
}

/** @param kind what it becomes; unless told, it stays what it was */
function keep(
  deps: TrackDeps,
  ownerId: string,
  videoId: string,
  lang: string,
  { revision, cues, published }: Saving,
  kind?: Kind,
): Promise<Track> {
  return onTrack(deps, videoId, lang, async (tx, found) => {
    const there = isThere(found) ? found : undefined
    // A repeated call whose first answer was lost finds its own work.
    if (there && there.revision > revision && there.published === published && same(there.cues, cues))
      return there
    if ((there?.revision ?? 0) !== revision)
      return refuse(captionsRefusals.captions_changed, { revision: there?.revision ?? 0 })
    if (!there) await checkRoom(deps, tx, videoId)
    const now = deps.clock.now()
    const sourceLang = kind === undefined ? there?.sourceLang : undefined
    const track = await putTrack(
      tx,
      { videoId, lang, ownerId, kind: kind ?? there?.kind ?? 'written', sourceLang, published, cues },
      now,
    )
    await deps.videos.touch(tx, videoId)
    return track
  })
}

const same = (a: readonly Cue[], b: readonly Cue[]): boolean =>
  a.length === b.length &&
  a.every((cue, at) => {
    const other = b[at]
    return cue.startMs === other?.startMs && cue.endMs === other.endMs && cue.text === other.text
  })
