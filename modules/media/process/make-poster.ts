/** One picture of the clip: proof that it can be decoded, what is shown before it plays, and its blurhash. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { encode } from 'blurhash'
import sharp from 'sharp'
import type { Tx } from '../../../platform/db/index.ts'
import type { Asset } from '../asset.ts'
import { coverJob, sendJob } from '../jobs.ts'
import type { Still } from '../probe/encode-args.ts'
import { inputLimits } from '../probe/fence.ts'
import { posterArgs, posterSize } from '../probe/ffmpeg-args.ts'
import type { Plan } from '../probe/judge-file.ts'
import type { Size } from '../probe/plan-ladder.ts'
import type { Ending } from '../probe/run-confined.ts'
import { findAsset, noteBlurhash } from '../store.ts'
import type { Output } from '../workshop/keep-outputs.ts'
import { type Place, quickBudget, runFfmpeg, type Workshop } from '../workshop/workshop.ts'

interface Drawn {
  readonly output: Output
  readonly blurhash: string
}

export type PosterResult =
  | ({ readonly kind: 'made' } & Drawn)
  /** Not one picture could be decoded. */
  | { readonly kind: 'undecodable' }
  | { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

/** Clips often open on black: a second in there is something to see. If there is nothing, the very first picture.
 *  @param chosen by the creator, in milliseconds */
export function posterMoments(durationMs: number, chosen: number | undefined): number[] {
  const usual = [Math.min(1000, Math.floor(durationMs / 4)), 0]
  // Past the last picture there is none.
  const wanted = chosen === undefined ? [] : [Math.min(chosen, Math.max(0, durationMs - 100))]
  return [...new Set([...wanted, ...usual])]
}

/** What goes with the poster into the transaction that keeps it. */
export async function notePoster(
  shop: Workshop,
  tx: Tx,
  asset: Asset,
  { blurhash }: { blurhash: string },
): Promise<void> {
  await noteBlurhash(tx, asset.id, blurhash)
  // Another cover was chosen while this one was being made.
  if ((await findAsset(tx, asset.id))?.coverMs !== asset.coverMs)
    await sendJob(shop.jobs, tx, coverJob, asset)
}

/** Where an encode leaves the picture that the poster is made of: nothing is decoded twice. */
export const stillFor = (asset: Asset, plan: Plan, { folder }: Place): Still => ({
  atMs: posterMoments(plan.durationMs, asset.coverMs)[0] ?? 0,
  size: posterSize(plan.size),
  path: join(folder, 'still.rgb'),
})

/** Draws what an encode leaves on its way as soon as it is there. @param encode resolves when nothing more will come
 *  @returns undefined where the encode left nothing */
export async function drawStill(
  { path, size }: Still,
  { folder }: Place,
  encode: Promise<unknown>,
): Promise<Drawn | undefined> {
  const ended = encode.then(() => true)
  const isThere = async (): Promise<boolean> =>
    (await stat(path).catch(() => undefined))?.size === bytesOf(size)
  while (!(await isThere()))
    if (await Promise.race([ended, pause(100, false)])) {
      if (await isThere()) break
      return undefined
    }
  return drawPoster(await readFile(path), size, folder, 'poster.webp')
}

/** The poster of what an encode left; of a look of its own where that was nothing. */
export async function posterFrom(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  drawn: Drawn | undefined,
  place: Place,
): Promise<PosterResult> {
  if (drawn) return { kind: 'made', ...drawn }
  const moments = posterMoments(plan.durationMs, asset.coverMs)
  return makePoster(shop, asset, plan, moments, 'poster.webp', place)
}

const bytesOf = ({ width, height }: Size): number => width * height * 3

/** @param moments in milliseconds, tried one after the other until one gives a picture
 *  @param file the last part of its address */
export async function makePoster(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  moments: readonly number[],
  file: string,
  place: Place,
): Promise<PosterResult> {
  const size = posterSize(plan.size)
  const wanted = bytesOf(size)
  const limits = inputLimits(shop.config, asset)
  for (const atMs of moments) {
    const { ending } = await runFfmpeg(shop, posterArgs(place.path, plan, size, atMs, limits), {
      ...place,
      budget: quickBudget(asset.originalBytes),
      stdoutBytes: wanted,
    })
    if (ending.kind === 'failed') continue
    if (ending.kind !== 'done') return { kind: 'fault', ending }
    if (ending.stdout.length !== wanted) continue
    return { kind: 'made', ...(await drawPoster(ending.stdout, size, place.folder, file)) }
  }
  return { kind: 'undecodable' }
}

async function drawPoster(pixels: Buffer, size: Size, folder: string, file: string): Promise<Drawn> {
  const picture = sharp(pixels, { raw: { ...size, channels: 3 } })
  const path = join(folder, file)
  const [webp, small] = await Promise.all([
    picture.clone().webp({ quality: 76 }).toBuffer(),
    picture
      .clone()
      .resize(32, 32, { fit: 'inside' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  ])
  await writeFile(path, webp)
  const [across, down] = size.width > size.height ? [4, 3] : [3, 4]
  const { width, height } = small.info
  const blurhash = encode(new Uint8ClampedArray(small.data), width, height, across, down)
  const output: Output = { name: 'poster', kind: 'poster', file, path, ...size }
  return { output, blurhash }
}
