/** What media does later. `media.read` is quick (probe, stream copy, poster); the others encode for seconds to
 *  minutes and run where the role `transcode` is. Retries are many because a killed worker costs one; how often a
 *  file itself may fail is counted on the asset. */
import type { Tx } from '../../platform/db/index.ts'
import { defineJob, type JobDefinition, type Jobs } from '../../platform/jobs/index.ts'
import type { Asset } from './asset.ts'

export interface AssetJob {
  readonly assetId: string
}

export const readJob = defineJob<AssetJob>({
  name: 'media.read',
  retries: 20,
  heartbeatSeconds: 10,
  concurrency: 2,
})
export const firstRungJob = defineJob<AssetJob>({
  name: 'media.first-rung',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
export const ladderJob = defineJob<AssetJob>({
  name: 'media.ladder',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
/** How loud is what plays already? Before its ladder. */
export const listenJob = defineJob<AssetJob>({
  name: 'media.listen',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
export const soundJob = defineJob<AssetJob>({
  name: 'media.sound',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
/** Covers, sprite, fingerprint, playlists: beside the clip, once its ladder is made. */
export const looksJob = defineJob<AssetJob>({
  name: 'media.looks',
  role: 'transcode',
  retries: 10,
  heartbeatSeconds: 10,
})
export const coverJob = defineJob<AssetJob>({ name: 'media.cover', retries: 10, heartbeatSeconds: 10 })
/** Takes what nobody else wants of the processor. */
export const av1Job = defineJob<AssetJob>({
  name: 'media.av1',
  role: 'transcode',
  retries: 10,
  heartbeatSeconds: 10,
})
/** Somebody waits for it with the page open. */
export const downloadJob = defineJob<AssetJob>({
  name: 'media.watermark',
  role: 'transcode',
  retries: 10,
  heartbeatSeconds: 10,
})
/** What was made anew takes the place of what was there. */
export const rebuildJob = defineJob<AssetJob>({
  name: 'media.rebuild',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
const tendJob = defineJob({ name: 'media.tend', everySeconds: 15 })
export const sweepJob = defineJob({ name: 'media.sweep', everySeconds: 30 })

export interface MediaWork {
  readAsset(assetId: string, signal: AbortSignal): Promise<void>
  encodeFirstRung(assetId: string, signal: AbortSignal): Promise<void>
  encodeLadder(assetId: string, signal: AbortSignal): Promise<void>
  hearAsset(assetId: string, signal: AbortSignal): Promise<void>
  makeSound(assetId: string, signal: AbortSignal): Promise<void>
  makeLooks(assetId: string, signal: AbortSignal): Promise<void>
  makeCover(assetId: string, signal: AbortSignal): Promise<void>
  encodeAv1(assetId: string, signal: AbortSignal): Promise<void>
  makeDownload(assetId: string, signal: AbortSignal): Promise<void>
  finishRebuild(assetId: string, signal: AbortSignal): Promise<void>
  sweep(): Promise<void>
  tend(): Promise<void>
}

export function workMedia(jobs: Jobs, work: MediaWork): void {
  jobs.work(readJob, ({ assetId }, { signal }) => work.readAsset(assetId, signal))
  jobs.work(firstRungJob, ({ assetId }, { signal }) => work.encodeFirstRung(assetId, signal))
  jobs.work(ladderJob, ({ assetId }, { signal }) => work.encodeLadder(assetId, signal))
  jobs.work(listenJob, ({ assetId }, { signal }) => work.hearAsset(assetId, signal))
  jobs.work(soundJob, ({ assetId }, { signal }) => work.makeSound(assetId, signal))
  jobs.work(looksJob, ({ assetId }, { signal }) => work.makeLooks(assetId, signal))
  jobs.work(coverJob, ({ assetId }, { signal }) => work.makeCover(assetId, signal))
  jobs.work(av1Job, ({ assetId }, { signal }) => work.encodeAv1(assetId, signal))
  jobs.work(downloadJob, ({ assetId }, { signal }) => work.makeDownload(assetId, signal))
  jobs.work(rebuildJob, ({ assetId }, { signal }) => work.finishRebuild(assetId, signal))
  jobs.work(sweepJob, () => work.sweep())
  jobs.work(tendJob, () => work.tend())
}

/** Which job brings an unfinished asset forward. */
export function nextJob({ kind, state }: Pick<Asset, 'kind' | 'state'>): JobDefinition<AssetJob> {
  if (kind === 'sound') return soundJob
  return state === 'playable' ? ladderJob : readJob
}

/** One waiting job an asset, and its owner's turn among all who wait. */
export const sendJob = (
  jobs: Jobs,
  tx: Tx,
  job: JobDefinition<AssetJob>,
  asset: Pick<Asset, 'id' | 'ownerId'>,
  options: { startAfter?: Date } = {},
): Promise<void> =>
  jobs.send(tx, job, { assetId: asset.id }, { key: asset.id, fairTo: asset.ownerId, ...options })
