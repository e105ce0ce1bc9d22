/** What an upload's owner is told while waiting. Percentages are measured (bytes, or media time from ffmpeg); where
 *  nothing can be measured there is none. */
import type { z } from 'zod'
import type { Asset, Upload } from '../asset.ts'
import type { zUploadState } from '../contract.ts'
import { explainNotice, explainReason } from '../workshop/explain.ts'

export type UploadState = z.input<typeof zUploadState>
type Stage = UploadState['stage']

const texts: Readonly<Record<Stage, { id: string; en: string }>> = {
  uploading: { id: 'Mengunggah', en: 'Uploading' },
  waiting: { id: 'Menunggu giliran', en: 'Waiting for its turn' },
  reading: { id: 'Membaca berkas', en: 'Reading the file' },
  copying: { id: 'Menyiapkan untuk diputar', en: 'Preparing to play' },
  encoding: { id: 'Membuat versi yang lebih ringan', en: 'Making lighter versions' },
  done: { id: 'Selesai', en: 'Done' },
  refused: { id: 'Tidak dapat diputar', en: 'Can not be played' },
  expired: { id: 'Kedaluwarsa', en: 'Expired' },
}

export interface Seen {
  readonly upload: Upload
  readonly receivedBytes: number
  readonly asset: Asset | undefined
  readonly expiresAt: Date | undefined
  readonly posterUrl: string | null
  readonly now: Date
}

export function uploadState(seen: Seen, lang: 'id' | 'en'): UploadState {
  const { upload, receivedBytes, asset } = seen
  const stage: Stage = upload.state === 'expired' ? 'expired' : asset ? asset.stage : 'uploading'
  return {
    uploadId: upload.id,
    purpose: upload.purpose,
    state: asset?.state ?? (upload.state === 'expired' ? 'expired' : 'open'),
    stage,
    stageText: texts[stage][lang],
    percent: asset ? (asset.percent ?? null) : Math.floor((receivedBytes * 100) / upload.lengthBytes),
    secondsLeft: asset ? (secondsLeft(asset.percent, asset.stageBeganAt, seen.now) ?? null) : null,
    receivedBytes,
    lengthBytes: upload.lengthBytes,
    fileName: upload.fileName,
    sha256: asset?.sha256 ?? null,
    assetId: asset?.id ?? null,
    durationMs: asset?.durationMs ?? null,
    width: asset?.width ?? null,
    height: asset?.height ?? null,
    posterUrl: seen.posterUrl,
    reason: asset?.reason ? { code: asset.reason.code, message: explainReason(asset.reason, lang) } : null,
    notices: (asset?.notices ?? []).map((code) => ({ code, message: explainNotice(code, lang) })),
    createdAt: upload.createdAt.toISOString(),
    expiresAt: seen.expiresAt?.toISOString() ?? null,
  }
}

/** What uploads read, and where from. */
export interface StateSources {
  readonly now: () => Date
  readonly received: (upload: Upload) => Promise<number>
  readonly expiresAt: (upload: Upload) => Date | undefined
  readonly assets: (ids: readonly string[]) => Promise<ReadonlyMap<string, Asset>>
  readonly posterUrl: (asset: Asset) => string | null
}

/** In the order given. */
export async function readStates(
  from: StateSources,
  uploads: readonly Upload[],
  lang: 'id' | 'en',
): Promise<UploadState[]> {
  const assets = await from.assets(uploads.map((upload) => upload.assetId))
  return Promise.all(
    uploads.map(async (upload) => {
      const asset = assets.get(upload.assetId)
      const posterUrl = asset && asset.state !== 'refused' ? from.posterUrl(asset) : null
      const receivedBytes = await from.received(upload)
      const expiresAt = from.expiresAt(upload)
      return uploadState({ upload, receivedBytes, asset, expiresAt, posterUrl, now: from.now() }, lang)
    }),
  )
}

/** Of the running stage, by the speed it has had so far; undefined until that can be told. */
export function secondsLeft(
  percent: number | undefined,
  beganAt: Date | undefined,
  now: Date,
): number | undefined {
  if (percent === undefined || beganAt === undefined || percent < 3 || percent >= 100) return undefined
  const spentMs = now.getTime() - beganAt.getTime()
  if (spentMs < 1000) return undefined
  return Math.ceil((spentMs * (100 - percent)) / percent / 1000)
}

/** Nothing more will be told about it. */
export const isFinal = (state: UploadState): boolean =>
  state.state === 'ready' || state.state === 'refused' || state.state === 'expired'
