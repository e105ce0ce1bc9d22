/** One picture of the clip: proof that it can be decoded, what is shown before it plays, and its blurhash. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encode } from 'blurhash'
import sharp from 'sharp'
import { posterArgs, posterSize } from '../probe/ffmpeg-args.ts'
import type { Plan } from '../probe/judge-file.ts'
import type { Output } from './keep-outputs.ts'
import type { Ending } from '../probe/run-confined.ts'
import { inputLimits, quickBudget, runFfmpeg, type Workshop } from './workshop.ts'

export type PosterResult =
  | { readonly kind: 'made'; readonly output: Output; readonly blurhash: string }
  /** Not one picture could be decoded. */
  | { readonly kind: 'undecodable' }
  | { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

/** @param bytes of the source */
export async function makePoster(
  shop: Workshop,
  path: string,
  plan: Plan,
  bytes: number,
  folder: string,
  signal: AbortSignal,
): Promise<PosterResult> {
  const size = posterSize(plan.size)
  const wanted = size.width * size.height * 3
  // Clips often open on black: a second in there is something to see. If there is nothing, the very first picture.
  for (const atMs of new Set([Math.min(1000, Math.floor(plan.durationMs / 4)), 0])) {
    const { ending } = await runFfmpeg(shop, posterArgs(path, plan, size, atMs, inputLimits(shop.config)), {
      folder,
      budget: quickBudget(bytes),
      signal,
      stdoutBytes: wanted,
    })
    if (ending.kind === 'failed') continue
    if (ending.kind !== 'done') return { kind: 'fault', ending }
    if (ending.stdout.length !== wanted) continue
    return { kind: 'made', ...(await drawPoster(ending.stdout, size, folder)) }
  }
  return { kind: 'undecodable' }
}

async function drawPoster(pixels: Buffer, size: { width: number; height: number }, folder: string) {
  const picture = sharp(pixels, { raw: { ...size, channels: 3 } })
  const path = join(folder, 'poster.webp')
  await writeFile(path, await picture.clone().webp({ quality: 76 }).toBuffer())
  const small = await picture
    .resize(32, 32, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [across, down] = size.width > size.height ? [4, 3] : [3, 4]
  const blurhash = encode(
    new Uint8ClampedArray(small.data),
    small.info.width,
    small.info.height,
    across,
    down,
  )
  return { output: { name: 'poster', path, ...size } satisfies Output, blurhash }
}
