/** Hears the sound once: is there any, how loud is it, and what does it look like as a line? */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Asset, Loudness } from '../asset.ts'
import { inputLimits, type Track } from '../probe/fence.ts'
import type { Ending } from '../probe/run-confined.ts'
import { drawWaveform, listenArgs, listenRate, readLoudness, waveformRate } from '../probe/sound-args.ts'
import type { Output } from '../workshop/keep-outputs.ts'
import { type Place, quickBudget, runFfmpeg, type Workshop } from '../workshop/workshop.ts'

export type Heard =
  | {
      readonly kind: 'heard'
      readonly loudness: Loudness
      readonly durationMs: number
      readonly waveform: Output
    }
  /** There is no track, or nothing in it can be decoded. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

export async function listen(
  shop: Workshop,
  asset: Asset,
  track: Track | undefined,
  place: Place,
): Promise<Heard> {
  if (!track) return { kind: 'nothing' }
  const limits = inputLimits(shop.config, asset)
  const budget = quickBudget(asset.originalBytes)
  const { ending } = await runFfmpeg(shop, listenArgs(place.path, track, limits), {
    ...place,
    // Decoding sound takes a hundredth of its length; ten times that is still no reason to give it up.
    budget: { ...budget, cpuSeconds: budget.cpuSeconds + limits.maxSeconds / 10 },
    stdoutBytes: 1e6 + 2 * listenRate * (limits.maxSeconds + 60),
  })
  if (ending.kind !== 'done') {
    // What is wrong with the sound alone does not take the picture with it.
    const itsOwn = ending.kind === 'failed' || ending.kind === 'crashed' || isTooMuch(ending)
    return itsOwn ? { kind: 'nothing' } : { kind: 'fault', ending }
  }
  const loudness = readLoudness(ending.stderr)
  if (!loudness || ending.stdout.length === 0) return { kind: 'nothing' }
  const path = join(place.folder, 'waveform.json')
  const peaks = Buffer.from(drawWaveform(ending.stdout).buffer).toString('base64')
  await writeFile(path, JSON.stringify({ rate: waveformRate, peaks }))
  const waveform: Output = {
    name: 'waveform',
    kind: 'waveform',
    file: 'waveform.json',
    path,
    width: 0,
    height: 0,
  }
  return {
    kind: 'heard',
    loudness,
    durationMs: Math.round((ending.stdout.length / 2 / listenRate) * 1000),
    waveform,
  }
}

const isTooMuch = (ending: Ending): boolean => ending.kind === 'limit' && ending.which !== 'wall'
