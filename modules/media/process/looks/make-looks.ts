/** What is made beside a clip once it plays, from one decode of its lowest rung: the sprite for scrubbing, candidates for
 *  the cover, the fingerprint; and HLS playlists for long ones. A clip whose looks fail is a clip without them. */
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Asset, AssetId, Rendition } from '../../asset.ts'
import { assetChanged } from '../../events.ts'
import { looksJob } from '../../jobs.ts'
import { inputLimits } from '../../probe/fence.ts'
import { type LooksPlan, looksArgs, planLooks } from '../../probe/looks-args.ts'
import type { Size } from '../../probe/plan-ladder.ts'
import { keepOutputs, type Output } from '../../workshop/keep-outputs.ts'
import { doWithout } from '../../workshop/settle-asset.ts'
import { workOn } from '../../workshop/work-on.ts'
import { type Budget, type Place, runFfmpeg, type Workshop } from '../../workshop/workshop.ts'
import { findResemblances } from './find-resemblances.ts'
import { fingerprint } from './fingerprint.ts'
import { hlsFromMs, packageHls } from './package-hls.ts'
import { pickCovers } from './pick-covers.ts'

export const makeLooks = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    { job: looksJob, from: ['ready'], fileOf: (asset) => smallest(asset)?.storageKey },
    async (asset, place) => {
      const has = (kind: Rendition['kind']) => asset.renditions.some((one) => one.kind === kind)
      const outputs: Output[] = []
      if (!has('sprite')) outputs.push(...(await lookAt(shop, asset, place)))
      if (!has('hls') && (asset.durationMs ?? 0) > hlsFromMs) {
        const rungs = laddersOf(asset)
        const packaged = rungs.length > 0 ? await packageHls(shop, asset, rungs, place) : undefined
        if (packaged?.kind === 'fault') doWithout(shop, asset, packaged.ending, looksJob)
        else if (packaged) outputs.push(...packaged.outputs)
      }
      if (outputs.length === 0) return
      await keepOutputs(shop, asset, outputs, 0, (tx) =>
        shop.events.publish(tx, assetChanged, { assetId: asset.id, ownerId: asset.ownerId, what: 'looks' }),
      )
    },
  )

const playable = (asset: Asset): Rendition[] => asset.renditions.filter((one) => one.kind === 'video')
const smallest = (asset: Asset): Rendition | undefined =>
  playable(asset).reduce<Rendition | undefined>(
    (least, one) => (!least || one.width * one.height < least.width * least.height ? one : least),
    undefined,
  )
const laddersOf = (asset: Asset): Rendition[] =>
  playable(asset).filter(
    (one) => /^\d+$/.test(one.name) || (one.name === 'source' && playable(asset).length === 1),
  )

/** @returns nothing when it could not be decoded to the end */
async function lookAt(shop: Workshop, asset: Asset, place: Place): Promise<Output[]> {
  const from = smallest(asset)
  const durationMs = asset.durationMs ?? 0
  if (!from) return []
  const looks = planLooks(durationMs, from)
  const [sprite, covers, prints] = ['sprite.raw', 'covers.raw', 'prints.raw'].map((name) =>
    join(place.folder, name),
  )
  if (sprite === undefined || covers === undefined || prints === undefined) return []
  const limits = inputLimits(shop.config)
  const args = looksArgs(place.path, looks, { sprite, covers, prints }, limits)
  const { ending } = await runFfmpeg(shop, args, { ...place, budget: looksBudget(durationMs, from) })
  if (ending.kind !== 'done') {
    doWithout(shop, asset, ending, looksJob)
    return []
  }
  const pictures = await readFile(prints)
  await findResemblances(shop, asset, fingerprint(pictures))
  return [
    ...(await drawSprite(looks, sprite, place.folder)),
    ...(await drawCovers(looks, pickCovers(pictures, looks.covers), covers, place.folder)),
  ]
}

/** @param size of what is decoded */
const looksBudget = (durationMs: number, size: Size): Budget => ({
  cpuSeconds: 30 + (durationMs / 1000) * (1 + (size.width * size.height) / 500_000),
  wallMs: 120_000 + durationMs * 20,
  fileBytes: 512e6,
  nice: 17,
})

async function drawSprite({ sprite }: LooksPlan, raw: string, folder: string): Promise<Output[]> {
  const { columns, rows, tile, everyMs, count } = sprite
  const [width, height] = [columns * tile.width, rows * tile.height]
  const pixels = await readFile(raw)
  if (pixels.length !== width * height * 3) return []
  const path = join(folder, 'sprite.webp')
  await writeFile(
    path,
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .webp({ quality: 60 })
      .toBuffer(),
  )
  const detail = { columns, rows, width: tile.width, height: tile.height, everyMs, count }
  return [{ name: 'sprite', kind: 'sprite', file: 'sprite.webp', path, width, height, detail }]
}

async function drawCovers(
  { covers }: LooksPlan,
  picked: readonly number[],
  raw: string,
  folder: string,
): Promise<Output[]> {
  const { width, height } = covers.size
  const file = await open(raw, 'r')
  try {
    const outputs: Output[] = []
    for (const [at, sample] of picked.entries()) {
      const pixels = Buffer.alloc(width * height * 3)
      const { bytesRead } = await file.read(pixels, 0, pixels.length, sample * pixels.length)
      if (bytesRead !== pixels.length) continue
      const name = `cover-${at + 1}` as const
      const path = join(folder, `${name}.webp`)
      await writeFile(
        path,
        await sharp(pixels, { raw: { width, height, channels: 3 } })
          .webp({ quality: 70 })
          .toBuffer(),
      )
      const detail = { atMs: Math.round(sample * covers.everyMs) }
      outputs.push({ name, kind: 'cover', file: `${name}.webp`, path, width, height, detail })
    }
    return outputs
  } finally {
    await file.close()
  }
}
