/** Captions: a clip's words in writing.
 *  - Whoever may see the clip may read its captions, and nobody else; a draft is its creator's alone.
 *  - A change is made against the revision that was opened: nothing is overwritten unseen.
 *  - A file that can not be read says where and why, and leaves what was there.
 *  - Removed captions can be brought back for some days.
 *  - A program writes captions only where the operator named one, and only as a draft. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import { restorableSince, restorableUntil } from '../../platform/restorable.ts'
import type { Media } from '../media/index.ts'
import { videosRefusals } from '../videos/contract.ts'
import { isOpen, type Video, type Videos } from '../videos/index.ts'
import { captionUrl, isShown, toLang, type Track, type TrackFacts } from './caption.ts'
import { commandEngine } from './auto/command-engine.ts'
import type { CaptionEngine } from './auto/engine.ts'
import { requestAuto } from './auto/request-auto.ts'
import { runAuto } from './auto/run-auto.ts'
import type { CaptionsConfig } from './config.ts'
import { captionsRefusals } from './contract-refusals.ts'
import { copyTrack } from './copy-track.ts'
import { isThere, ownClip, readLang } from './own-clip.ts'
import { removeTrack, restoreTrack } from './remove-track.ts'
import { type Saving, saveTrack, type Uploaded, type Uploading, uploadTrack } from './save-track.ts'
import { emptyRemoved, findTrack, shownOf, tracksOf } from './store.ts'
import { type AutoRequest, newestRequest } from './store-auto.ts'

export type { CaptionEngine, Heard, Listening } from './auto/engine.ts'
export type { Cue, Kind, Track, TrackFacts } from './caption.ts'
export { captionsConfig } from './config.ts'
export { mountCaptions } from './http.ts'
export { workCaptions } from './jobs.ts'
export type { AutoRequest } from './store-auto.ts'

export interface CaptionsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Jobs
  readonly log: Logger
  readonly config: CaptionsConfig
  readonly videos: Pick<Videos, 'findMany' | 'maySee' | 'touch'>
  readonly media: Pick<Media, 'withSound' | 'assetState' | 'looks'>
  /** The program behind COMMAND unless told. */
  readonly engine?: CaptionEngine
}

/** A track's address for players, with its revision so that it can be cached. */
export interface CaptionLink {
  readonly lang: string
  readonly url: string
}

export interface OwnView {
  readonly durationMs: number | undefined
  readonly waveformUrl: string | undefined
  readonly removed: readonly { readonly lang: string; readonly restorableUntil: Date }[]
  readonly auto: { readonly langs: readonly string[]; readonly request: AutoRequest | undefined } | undefined
}

export interface Captions {
  /** What viewers get, for cards. Does not ask who is looking: the address does. */
  captionsOf(videoIds: readonly string[]): Promise<Map<string, CaptionLink[]>>
  /** @param viewer undefined for someone logged out. @throws Refusal video_not_found */
  list(
    videoId: string,
    viewer: string | undefined,
  ): Promise<{ tracks: readonly TrackFacts[]; own: OwnView | undefined }>
  /** @throws Refusal video_not_found, captions_not_found */
  readFor(
    videoId: string,
    lang: string,
    viewer: string | undefined,
  ): Promise<{ track: Track; isOpen: boolean }>
  /** @throws Refusal video_not_found, captions_not_found */
  readOwn(ownerId: string, videoId: string, lang: string): Promise<Track>
  save(ownerId: string, videoId: string, lang: string, saving: Saving): Promise<Track>
  upload(ownerId: string, videoId: string, lang: string, uploading: Uploading): Promise<Uploaded>
  remove(ownerId: string, videoId: string, lang: string): Promise<{ lang: string; restorableUntil: Date }>
  restore(ownerId: string, videoId: string, lang: string): Promise<Track>
  copy(ownerId: string, videoId: string, lang: string, from: string): Promise<Track>
  requestAuto(ownerId: string, videoId: string, lang: string): Promise<AutoRequest>
  /** The job behind {@link Captions.requestAuto}. */
  runAuto(requestId: string, signal: AbortSignal): Promise<void>
  /** Drops the words of what was removed too long ago to be brought back. @returns how many tracks */
  forgetRemoved(): Promise<number>
  readonly config: CaptionsConfig
}

export function createCaptions(given: CaptionsDeps): Captions {
  const { db, clock, config, videos, media } = given
  const deps = { ...given, engine: given.engine ?? commandEngine(config) }

  const visible = async (videoId: string, viewer: string | undefined): Promise<Video> => {
    const [video] = await videos.findMany([videoId])
    if (!video || !(await videos.maySee(video, viewer))) return refuse(videosRefusals.video_not_found)
    return video
  }

  const waveformOf = async (video: Video): Promise<string | undefined> => {
    const asset = (await media.assetState([video.assetId])).get(video.assetId)
    return (asset && media.looks(asset, { signed: !asset.isOpen }).waveformUrl) ?? undefined
  }

  return {
    config,
    async captionsOf(videoIds) {
      const links = new Map<string, CaptionLink[]>()
      if (videoIds.length === 0) return links
      for (const { videoId, lang, revision } of await shownOf(db, videoIds)) {
        const link = { lang, url: captionUrl(videoId, lang, revision) }
        links.set(videoId, [...(links.get(videoId) ?? []), link])
      }
      return links
    },
    async list(videoId, viewer) {
      const video = await visible(videoId, viewer)
      const all = await tracksOf(db, videoId)
      if (viewer !== video.ownerId) return { tracks: all.filter(isShown), own: undefined }
      const now = clock.now()
      const removed = all.flatMap(({ lang, removedAt, cueCount }) => {
        const until = removedAt && restorableUntil(removedAt, config.RESTORE_DAYS)
        return until && until >= now && cueCount > 0 ? [{ lang, restorableUntil: until }] : []
      })
      const langs = deps.engine?.langs
      return {
        tracks: all.filter(({ removedAt }) => removedAt === undefined),
        own: {
          durationMs: video.durationMs,
          waveformUrl: await waveformOf(video),
          removed,
          auto: langs && { langs, request: await newestRequest(db, videoId) },
        },
      }
    },
    async readFor(videoId, lang, viewer) {
      const video = await visible(videoId, viewer)
      const code = toLang(lang)
      const track = code === undefined ? undefined : await findTrack(db, videoId, code)
      const may = isThere(track) && (isShown(track) || viewer === video.ownerId)
      if (!track || !may) return refuse(captionsRefusals.captions_not_found)
      return { track, isOpen: isOpen(video) && isShown(track) }
    },
    async readOwn(ownerId, videoId, lang) {
      await ownClip(deps, ownerId, videoId)
      const track = await findTrack(db, videoId, readLang(lang))
      return isThere(track) ? track : refuse(captionsRefusals.captions_not_found)
    },
    save: (ownerId, videoId, lang, saving) => saveTrack(deps, ownerId, videoId, lang, saving),
    upload: (ownerId, videoId, lang, uploading) => uploadTrack(deps, ownerId, videoId, lang, uploading),
    async remove(ownerId, videoId, lang) {
      const track = await removeTrack(deps, ownerId, videoId, lang)
      return { lang: track.lang, restorableUntil: restorableUntil(track.removedAt, config.RESTORE_DAYS) }
    },
    restore: (ownerId, videoId, lang) => restoreTrack(deps, ownerId, videoId, lang),
    copy: (ownerId, videoId, lang, from) => copyTrack(deps, ownerId, videoId, lang, from),
    requestAuto: (ownerId, videoId, lang) => requestAuto(deps, ownerId, videoId, lang),
    runAuto: (requestId, signal) => runAuto(deps, requestId, signal),
    forgetRemoved() {
      const before = restorableSince(clock.now(), config.RESTORE_DAYS)
      return db.transaction((tx) => emptyRemoved(tx, before))
    },
  }
}
