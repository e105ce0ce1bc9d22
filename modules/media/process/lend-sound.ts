/** Lends a clip's sound to a program that listens to it: one mono WAV of 16,000 samples a second, as speech recognisers
 *  take it, in a folder that is gone afterwards. */
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Ids } from '../../../platform/ids.ts'
import type { Asset, AssetId } from '../asset.ts'
import { input, inputLimits, type InputLimits, nameless, quiet } from '../probe/fence.ts'
import type { Ending } from '../probe/run-confined.ts'
import { findAsset } from '../store.ts'
import { quickBudget, runFfmpeg, type Workshop } from '../workshop/workshop.ts'

export interface LentSound {
  readonly path: string
  /** A scratch folder that may be written to. */
  readonly folder: string
  readonly durationMs: number
}

export type LentResult<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** No such asset, or nothing of it can be played (yet). */
  | { readonly kind: 'missing' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

/** From a rendition, not the original: what is heard is what viewers hear, at the times at which they hear it. */
export async function lendSound<T>(
  shop: Workshop,
  ids: Ids,
  id: AssetId,
  signal: AbortSignal,
  work: (sound: LentSound) => Promise<T>,
): Promise<LentResult<T>> {
  const asset = await findAsset(shop.db, id)
  const source = asset && soundOf(asset)
  if (!asset || !source) return { kind: 'missing' }
  // Under the scratch folder, so that what a kill leaves is swept with the rest.
  const folder = resolve(join(shop.folder, 'scratch', `sound-${ids.uuid()}`))
  await mkdir(folder, { recursive: true })
  try {
    const path = join(folder, 'sound.wav')
    const { ending } = await shop.storage.withLocalFile(source.storageKey, (from) =>
      runFfmpeg(shop, wavArgs(resolve(from), path, inputLimits(shop.config)), {
        folder,
        budget: { ...quickBudget(source.bytes), fileBytes: 64_000 + (shop.config.MAX_SECONDS + 2) * 32_000 },
        signal,
      }),
    )
    if (ending.kind === 'failed' && /matches no streams/.test(ending.stderr)) return { kind: 'silent' }
    if (ending.kind !== 'done') return { kind: 'fault', ending }
    return { kind: 'done', value: await work({ path, folder, durationMs: asset.durationMs ?? 0 }) }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The smallest file that carries the sound. */
const soundOf = (asset: Asset) =>
  asset.renditions.filter((one) => one.kind === 'video').toSorted((a, b) => a.bytes - b.bytes)[0]

function wavArgs(from: string, to: string, limits: InputLimits): string[] {
  return [
    ...[...quiet, ...input(from, limits), '-map', '0:a:0', '-vn', '-ac', '1', '-ar', '16000'],
    ...['-c:a', 'pcm_s16le', ...nameless, '-f', 'wav', '-y', `file:${to}`],
  ]
}
