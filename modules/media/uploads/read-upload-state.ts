/** What an upload's owner is told while waiting. Percentages are measured (bytes, or media time from ffmpeg); where
 *  nothing can be measured there is none. */
import type { z } from 'zod'
import type { Asset, Upload } from '../asset.ts'
import type { zUploadState } from '../contract.ts'
import { explainReason } from '../process/settle-asset.ts'

type UploadState = z.input<typeof zUploadState>
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

export function uploadState(
  upload: Upload,
  receivedBytes: number,
  asset: Asset | undefined,
  expiresAt: Date,
  posterUrl: string | null,
  lang: 'id' | 'en',
): UploadState {
  const stage: Stage = upload.state === 'expired' ? 'expired' : asset ? asset.stage : 'uploading'
  return {
    uploadId: upload.id,
    state: asset?.state ?? (upload.state === 'expired' ? 'expired' : 'open'),
    stage,
    stageText: texts[stage][lang],
    percent: asset ? (asset.percent ?? null) : Math.floor((receivedBytes * 100) / upload.lengthBytes),
    receivedBytes,
    lengthBytes: upload.lengthBytes,
    fileName: upload.fileName,
    sha256: asset?.sha256 ?? null,
    assetId: asset?.id ?? null,
    durationMs: asset?.durationMs ?? null,
    width: asset?.width ?? null,
    height: asset?.height ?? null,
    posterUrl,
    reason: asset?.reason ? { code: asset.reason.code, message: explainReason(asset.reason, lang) } : null,
    expiresAt: upload.state === 'open' ? expiresAt.toISOString() : null,
  }
}
