/** The words of this module. An upload is a file on its way in; an asset is the file that arrived and all that
 *  is made from it; a rendition is one file that a viewer may be sent. */
import type { RefusalParams } from '../../platform/errors.ts'

declare const uploadBrand: unique symbol
declare const assetBrand: unique symbol
export type UploadId = string & { readonly [uploadBrand]: true }
export type AssetId = string & { readonly [assetBrand]: true }
/** For ids that come from this module's own rows, or from a path that a contract has checked to be a uuid. */
export const uploadId = (value: string): UploadId => value as UploadId
export const assetId = (value: string): AssetId => value as AssetId

/** What a file is for: a clip of its own, a part of a draft, or a sound. */
export type AssetKind = 'clip' | 'part' | 'sound'

export interface Upload {
  readonly id: UploadId
  readonly ownerId: string
  readonly assetId: AssetId
  readonly lengthBytes: number
  readonly fileName: string
  readonly fileType: string
  readonly purpose: AssetKind
  readonly state: 'open' | 'received' | 'expired'
  /** Why it ended, where bytes had come: others than were promised; or it had arrived, and nobody needs it any more. */
  readonly endedBy: 'corrupt' | 'released' | undefined
  /** What its sender says the whole file hashes to. */
  readonly claimedSha256: string | undefined
  /** Its bytes are taken over from this earlier upload. */
  readonly copyOf: UploadId | undefined
  /** Of what was received. */
  readonly sha256: string | undefined
  readonly receivedAt: Date | undefined
  /** When something was made of it. */
  readonly claimedAt: Date | undefined
  /** When its owner gave it up although it had arrived. */
  readonly discardedAt: Date | undefined
  readonly createdAt: Date
  readonly touchedAt: Date
}

/** Owns the assets on which files are made anew, until they take the place of the old ones. */
export const rebuilder = '00000000-0000-0000-0000-000000000000'

/** The rungs of the ladder, by their short edge. */
export type RungName = '360' | '540' | '720'

/** What a player may play: the file as it came, its ladder, and the ladder once more in AV1. */
export type RenditionName = 'source' | RungName | `${RungName}-av1`

export interface Rendition {
  /** Of a cover `cover-1` to `cover-6`; of what there is one of, the same as its kind. */
  readonly name: RenditionName | Exclude<RenditionKind, 'video' | 'cover'> | `cover-${number}`
  readonly kind: RenditionKind
  /** The last part of its address. */
  readonly file: string
  readonly width: number
  readonly height: number
  /** Bits a second; 0 for what does not play. */
  readonly bitrate: number
  readonly bytes: number
  readonly sha256: string
  readonly storageKey: string
  /** Numbers that whoever shows it needs: of a sprite its grid, of a cover its moment. */
  readonly detail: Readonly<Record<string, number>>
}

/** `video`: may be played. `cover`: a candidate for the poster. `sprite`: small pictures for scrubbing, in one file.
 *  `waveform`: how loud the sound is over time. `hls`: playlists and the files that they name. `sound`: an asset of
 *  kind sound, to be heard. `download`: a copy to take away. */
export type RenditionKind =
  | 'video'
  | 'poster'
  | 'cover'
  | 'sprite'
  | 'waveform'
  | 'hls'
  | 'sound'
  | 'download'

/** By which plan a file is worked on. Each is tried when the one before it failed:
 *  `plain` as it is, `encode` nothing is stream-copied, `careful` one thread and a decoder that conceals what is
 *  damaged, `silent` the same without the sound. */
export type Way = 'plain' | 'encode' | 'careful' | 'silent'

/** What its creator is told although the clip plays. */
export type NoticeCode = 'sound_left_out' | 'file_mended'

export interface Loudness {
  /** Integrated, EBU R128, in LUFS; at least -70. */
  readonly lufs: number
  /** True peak in dBTP. */
  readonly peakDb: number
}

export interface Reason {
  readonly code: string
  readonly params: RefusalParams
}

export interface Asset {
  readonly id: AssetId
  readonly uploadId: UploadId
  readonly ownerId: string
  readonly kind: AssetKind
  /** What a part is served as, by its content; undefined for the others. */
  readonly mediaType: string | undefined
  readonly state: 'received' | 'probing' | 'playable' | 'ready' | 'refused'
  /** Why it was refused, as {@link explainReason} reads it. */
  readonly reason: Reason | undefined
  readonly isOpen: boolean
  /** As displayed; undefined until it was read. */
  readonly durationMs: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly blurhash: string | undefined
  readonly sha256: string
  readonly originalKey: string
  readonly originalBytes: number
  readonly stage: 'waiting' | 'reading' | 'copying' | 'encoding' | 'done' | 'refused'
  /** When that stage began, for the time that is left of it. */
  readonly stageBeganAt: Date | undefined
  readonly percent: number | undefined
  readonly attempt: number
  readonly faultCount: number
  readonly way: Way
  readonly notices: readonly NoticeCode[]
  /** Of its sound as it came, in stereo; undefined while nobody has listened, and where there is no sound. */
  readonly loudness: Loudness | undefined
  readonly listenedAt: Date | undefined
  readonly receivedAt: Date
  /** The moment that was chosen for the poster. */
  readonly coverMs: number | undefined
  /** Which of its posters is shown. */
  readonly posterFile: string
  /** Under which id its files are addressed: its own, or another one since they were all made anew. */
  readonly filesId: string
  /** Sorted by bitrate, what does not play first. */
  readonly renditions: readonly Rendition[]
}
