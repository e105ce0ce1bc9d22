/** Files made by an attempt become renditions: stored durably first, then named in one transaction together with
 *  what they mean. Keys carry the attempt's number, so what a dead attempt stored can be told and removed. */
import type { Tx } from '../../../platform/db/index.ts'
import type { Asset, Rendition, RenditionName } from '../asset.ts'
import type { Size } from '../probe/plan-ladder.ts'
import { insertRendition, lockAttempt } from '../store.ts'
import { retiredKeys } from '../store-keep.ts'
import type { Workshop } from './workshop.ts'

/** A file that was made: where it lies, and what it will be. */
export interface Output
  extends Pick<Rendition, 'name' | 'kind' | 'file' | 'width' | 'height'>,
    Partial<Pick<Rendition, 'detail'>> {
  readonly path: string
}

/** Something to play. */
export const videoOutput = (name: RenditionName, path: string, { width, height }: Size): Output => ({
  name,
  kind: 'video',
  file: `${name}.mp4`,
  path,
  width,
  height,
})

const folderOf = (asset: Pick<Asset, 'id'>): string => `media/${asset.id}`

/** @param durationMs of what plays, for its bitrate
 *  @returns false when a later attempt has taken over; nothing is kept then */
export async function keepOutputs(
  shop: Workshop,
  asset: Asset,
  outputs: readonly Output[],
  durationMs: number,
  mark: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  const keep = async ({ path, detail = {}, ...output }: Output): Promise<Rendition> => {
    const storageKey = `${folderOf(asset)}/${asset.attempt}-${output.file}`
    const { bytes, sha256 } = await shop.storage.adopt(path, storageKey)
    const plays = output.kind === 'video' || output.kind === 'sound' || output.kind === 'download'
    const bitrate = plays && durationMs > 0 ? Math.round((bytes * 8000) / durationMs) : 0
    return { ...output, detail, bitrate, bytes, sha256, storageKey }
  }
  const renditions = await Promise.all(outputs.map(keep))
  const kept = await shop.db.transaction(async (tx) => {
    if ((await lockAttempt(tx, asset.id)) !== asset.attempt) return false
    for (const one of renditions) await insertRendition(tx, asset.id, one, shop.clock.now())
    await mark(tx)
    return true
  })
  if (!kept) for (const one of renditions) await shop.storage.remove(one.storageKey)
  return kept
}

/** Removes what earlier attempts stored and never named. */
export async function clearLeftovers(shop: Workshop, asset: Asset): Promise<void> {
  if (asset.attempt <= 1) return
  const named = new Set(asset.renditions.map((one) => one.storageKey))
  // Made anew meanwhile: who has an old address still plays the old files.
  for (const key of await retiredKeys(shop.db, asset.id)) named.add(key)
  for (const key of await shop.storage.list(folderOf(asset)))
    if (!named.has(key)) await shop.storage.remove(key)
}
