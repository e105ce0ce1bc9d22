/** Where files are worked on: one scratch folder an attempt, and ffmpeg with its limits. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db/index.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Jobs } from '../../../platform/jobs/index.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Storage } from '../../../platform/storage/index.ts'
import type { Asset, AssetId } from '../asset.ts'
import type { MediaConfig } from '../config.ts'
import { type Progress, progressReader } from '../probe/read-progress.ts'
import { type Ending, runConfined } from '../probe/run-confined.ts'
import { noteProgress } from '../store.ts'

export interface Workshop {
  readonly db: Db
  readonly clock: Clock
  readonly jobs: Jobs
  readonly events: Events
  readonly storage: Storage
  readonly config: MediaConfig
  readonly log: Logger
  /** Adds to the metric of what became of assets. */
  readonly counted: (outcome: 'received' | 'playable' | 'ready' | 'refused' | 'fault') => void
  /** On the same file system as the storage, so that keeping an output is a rename. */
  readonly folder: string
}

/** A file that is worked on, a folder for what is made of it, and the word to stop. */
export interface Place {
  readonly path: string
  readonly folder: string
  readonly signal: AbortSignal
}

/** A folder for one attempt, gone afterwards whatever happens; {@link clearScratch} takes what a kill left. */
export async function withScratch<T>(
  shop: Workshop,
  asset: Asset,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(shop.folder, 'scratch', `${asset.id}-${asset.attempt}`)
  await mkdir(folder, { recursive: true })
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Removes scratch folders that nothing has written to for six hours. */
export async function clearScratch(shop: Workshop): Promise<void> {
  const root = join(shop.folder, 'scratch')
  await mkdir(root, { recursive: true })
  for (const name of await readdir(root)) {
    const path = join(root, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > 6 * 3_600_000) await rm(path, { recursive: true, force: true })
  }
}

export interface Budget {
  readonly cpuSeconds: number
  readonly wallMs: number
  readonly fileBytes: number
  /** 0 to 19; 20 is only what nobody else wants. */
  readonly nice: number
}

/** A quick step on a file of that size: reading it once must fit even from a slow disk. */
export const quickBudget = (bytes: number): Budget => ({
  cpuSeconds: 30 + bytes / 50e6,
  wallMs: 60_000 + bytes / 2000,
  fileBytes: bytes * 1.2 + 32e6,
  nice: 1,
})

export interface Run {
  readonly ending: Ending
  readonly progress: Progress
}

/** How far ffmpeg is, by the media time that is expected of it. */
export interface Watch {
  readonly assetId: AssetId
  readonly durationMs: number
  /** Told to the asset's owner, while it is not ready. */
  readonly stage?: 'reading' | 'copying' | 'encoding'
  /** Told to somebody else. */
  readonly note?: (tx: Tx, percent: number | undefined) => Promise<unknown>
}

/** Runs ffmpeg, and tells how far it is, at most once a second.
 *  @param watch without it standard output is returned instead of read */
export async function runFfmpeg(
  shop: Workshop,
  args: readonly string[],
  options: {
    readonly folder: string
    readonly budget: Budget
    readonly signal: AbortSignal
    readonly stdoutBytes?: number
    readonly watch?: Watch
    readonly program?: string
  },
): Promise<Run> {
  const { config } = shop
  const { watch, budget } = options
  const reader = progressReader()
  let notedAt = 0
  let noting: Promise<unknown> = Promise.resolve()
  const onStdout = (piece: Buffer): void => {
    reader.push(piece.toString('latin1'))
    const note = watch && noteOf(shop, watch)
    if (!note || Date.now() - notedAt < 1000) return
    notedAt = Date.now()
    const percent = percentOf(reader.read().outMs, watch.durationMs)
    noting = noting
      .then(() => shop.db.transaction((tx) => note(tx, percent)))
      .catch((err: unknown) => shop.log.warn({ event: 'progress-not-noted', assetId: watch.assetId, err }))
  }
  const ending = await runConfined({
    command: [options.program ?? config.FFMPEG, ...args],
    folder: options.folder,
    cpuSeconds: budget.cpuSeconds,
    wallMs: budget.wallMs,
    fileBytes: budget.fileBytes,
    nice: budget.nice,
    memoryBytes: config.MEMORY_MB * 1024 * 1024,
    stdoutBytes: options.stdoutBytes ?? 8e6,
    signal: options.signal,
    ...(watch ? { onStdout } : {}),
  })
  await noting
  return { ending, progress: reader.read() }
}

function noteOf(shop: Workshop, { assetId, stage, note }: Watch): Watch['note'] {
  if (!stage) return note
  return (tx, percent) => noteProgress(tx, assetId, stage, percent, shop.clock.now())
}

function percentOf(outMs: number, durationMs: number): number | undefined {
  if (durationMs <= 0) return undefined
  // 100 is said when the result is stored, not when the last frame is out.
  return Math.max(0, Math.min(99, Math.floor((outMs * 100) / durationMs)))
}
