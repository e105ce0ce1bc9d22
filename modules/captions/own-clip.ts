/** What every change of captions begins with: whose clip is it, which language is meant, how long is it? */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { videosRefusals } from '../videos/contract.ts'
import type { Video, Videos } from '../videos/index.ts'
import { toLang, type Track } from './caption.ts'
import type { CaptionsConfig } from './config.ts'
import { captionsRefusals } from './contract-refusals.ts'
import { findTrack, lockClip, tracksOf } from './store.ts'

export interface TrackDeps {
  readonly db: Db
  readonly clock: Clock
  readonly config: CaptionsConfig
  readonly videos: Pick<Videos, 'findMany' | 'maySee' | 'touch'>
}

/** Someone else's clip, and one that was removed, are answered like one that is not there. */
export async function ownClip(
  deps: Pick<TrackDeps, 'videos'>,
  ownerId: string,
  videoId: string,
): Promise<Video> {
  const [video] = await deps.videos.findMany([videoId])
  if (!video || video.ownerId !== ownerId || video.state === 'removed')
    return refuse(videosRefusals.video_not_found)
  return video
}

export function readLang(given: string): string {
  return toLang(given) ?? refuse(captionsRefusals.captions_lang_unknown, { lang: given.slice(0, 20) })
}

/** @throws Refusal captions_clip_not_ready */
export const lengthOf = (video: Video): number =>
  video.durationMs ?? refuse(captionsRefusals.captions_clip_not_ready)

/** One change at a time for a clip. @param work gets the track as it is, a removed one too */
export async function onTrack<T>(
  deps: TrackDeps,
  videoId: string,
  lang: string,
  work: (tx: Tx, track: Track | undefined) => Promise<T>,
): Promise<T> {
  return deps.db.transaction(async (tx) => {
    await lockClip(tx, videoId)
    return work(tx, await findTrack(tx, videoId, lang))
  })
}

/** Before one more language is added. @throws Refusal captions_too_many_tracks */
export async function checkRoom(deps: TrackDeps, tx: Tx, videoId: string): Promise<void> {
  const limit = deps.config.MAX_TRACKS
  const there = (await tracksOf(tx, videoId)).filter(({ removedAt }) => removedAt === undefined)
  if (there.length >= limit) refuse(captionsRefusals.captions_too_many_tracks, { limit })
}

export const isThere = (track: Track | undefined): track is Track =>
  track !== undefined && track.removedAt === undefined
