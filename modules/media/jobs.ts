/** What media does later. `media.read` is quick (probe, stream copy, poster); the others encode for seconds to
 *  minutes and run where the role `transcode` is. Retries are many because a killed worker costs one; how often a
 *  file itself may fail is counted on the asset. */
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
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
export const sweepJob = defineJob({ name: 'media.sweep', everySeconds: 30 })

export interface MediaWork {
  readAsset(assetId: string, signal: AbortSignal): Promise<void>
  encodeFirstRung(assetId: string, signal: AbortSignal): Promise<void>
  encodeLadder(assetId: string, signal: AbortSignal): Promise<void>
  sweep(): Promise<void>
}

export function workMedia(jobs: Jobs, work: MediaWork): void {
  jobs.work(readJob, ({ assetId }, { signal }) => work.readAsset(assetId, signal))
  jobs.work(firstRungJob, ({ assetId }, { signal }) => work.encodeFirstRung(assetId, signal))
  jobs.work(ladderJob, ({ assetId }, { signal }) => work.encodeLadder(assetId, signal))
  jobs.work(sweepJob, () => work.sweep())
}

/** Which job brings an unfinished asset forward. */
export const nextJob = (state: Asset['state']) => (state === 'playable' ? ladderJob : readJob)
