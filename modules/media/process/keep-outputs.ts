/** Files made by an attempt become renditions: stored durably first, then named in one transaction together with
 *  what they mean. Keys carry the attempt's number, so what a dead attempt stored can be told and removed. */
import type { Tx } from '../../../platform/db/index.ts'
import type { Asset, Rendition } from '../asset.ts'
import { insertRendition, lockAttempt } from '../store.ts'
import type { Workshop } from './workshop.ts'

export interface Output {
  readonly name: Rendition['name']
  readonly path: string
  readonly width: number
  readonly height: number
}

const folderOf = (asset: Asset): string => `media/${asset.id}`

/** @returns false when a later attempt has taken over; nothing is kept then */
export async function keepOutputs(
  shop: Workshop,
  asset: Asset,
  outputs: readonly Output[],
  durationMs: number,
  mark: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  const renditions: Rendition[] = []
  for (const output of outputs) {
    const isPoster = output.name === 'poster'
    const file = isPoster ? 'poster.webp' : `${output.name}.mp4`
    const storageKey = `${folderOf(asset)}/${asset.attempt}-${file}`
    const { bytes, sha256 } = await shop.storage.adopt(output.path, storageKey)
    const bitrate = isPoster || durationMs === 0 ? 0 : Math.round((bytes * 8000) / durationMs)
    const { name, width, height } = output
    renditions.push({
      name,
      kind: isPoster ? 'poster' : 'video',
      file,
      width,
      height,
      bitrate,
      bytes,
      sha256,
      storageKey,
    })
  }
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
  for (const key of await shop.storage.list(folderOf(asset)))
    if (!named.has(key)) await shop.storage.remove(key)
}
