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

export interface Upload {
  readonly id: UploadId
  readonly ownerId: string
  readonly assetId: AssetId
  readonly lengthBytes: number
  readonly fileName: string
  readonly fileType: string
  readonly state: 'open' | 'received' | 'expired'
  readonly createdAt: Date
  readonly touchedAt: Date
}

export type RenditionName = 'source' | '360' | '540' | '720'

export interface Rendition {
  readonly name: RenditionName | 'poster'
  readonly kind: 'video' | 'poster'
  /** The last part of its address. */
  readonly file: string
  readonly width: number
  readonly height: number
  /** Bits a second; 0 for a poster. */
  readonly bitrate: number
  readonly bytes: number
  readonly sha256: string
  readonly storageKey: string
}

export interface Reason {
  readonly code: string
  readonly params: RefusalParams
}

export interface Asset {
  readonly id: AssetId
  readonly uploadId: UploadId
  readonly ownerId: string
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
  readonly percent: number | undefined
  readonly attempt: number
  readonly faultCount: number
  /** Sorted by bitrate, posters first. */
  readonly renditions: readonly Rendition[]
}
