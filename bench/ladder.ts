/** CPU seconds (user and system, of all child processes) of our whole ladder job (probe, limits, progress, watchdog and
 *  the encoding) against a bare ffmpeg that makes the same rungs from the same file: the plain command that anyone
 *  would write, each rung scaled from the source. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Asset, Media } from '../modules/media/index.ts'
import { assert, present } from '../platform/errors.ts'
import { type BenchResult, median } from './figure.ts'
import { childCpuSeconds } from './media/cpu.ts'
import { bareFfmpeg, fifteenSeconds, type MediaStage, openMediaStage } from './media/stage.ts'

export const name = 'ladder'
export const goal = '≤ 1.05 × the CPU of a bare ffmpeg making the same rungs from the same file'

const rounds = 5
const owner = '00000000-0000-7000-8000-00000000aaaa'

export async function run(): Promise<BenchResult> {
  const stage = await openMediaStage()
  try {
    // This process reads and copies by itself; ladders wait until they are drained, one at a time.
    await stage.jobs.start(['worker'])
    const clip = fifteenSeconds(stage.folder)
    const main = await measure(stage, clip.path, clip.content, rounds)
    const tall = join(stage.folder, 'tall.mp4')
    bareFfmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'mandelbrot=s=1080x1920:r=30',
        '-t',
        '4',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
      ],
      ...['-pix_fmt', 'yuv420p', tall],
    ])
    const portrait = await measure(stage, tall, readFileSync(tall), 3)
    return {
      name,
      value: round(main.ours),
      unit: 'CPU s',
      baseline: { what: 'bare ffmpeg, the same rungs, CPU s', value: round(main.bare) },
      ratio: main.ratio,
      goal,
      details: {
        clip: clip.what,
        rungs: main.rungs,
        ratios: main.ratios.map(round).join(' '),
        portraitRungs: portrait.rungs,
        portrait: `1080×1920, 4 s: ${round(portrait.ours)} to ${round(portrait.bare)}, ratio ${round(portrait.ratio)}`,
        looks: `beside it, for sprite, covers and fingerprint: ${round(main.beside)} CPU s`,
        goalMet: main.ratio <= 1.05,
      },
    }
  } finally {
    await stage.close()
  }
}

async function measure(stage: MediaStage, path: string, content: Buffer, times: number) {
  const ours: number[] = []
  const bare: number[] = []
  const beside: number[] = []
  let rungs = ''
  for (let at = 0; at < times; at++) {
    const asset = await readOnly(stage, content)
    await stage.jobs.drain()
    ours.push(present(stage.spent.get('media.ladder'), 'the ladder was made'))
    beside.push(present(stage.spent.get('media.looks'), 'the looks were made'))
    const made = await ladderOf(stage.media, asset.id)
    rungs = made.map((one) => `${one.name} (${one.width}×${one.height})`).join(', ')
    const start = childCpuSeconds()
    bareFfmpeg(plainLadder(path, made, stage.folder))
    bare.push(childCpuSeconds() - start)
  }
  const ratios = ours.map((one, at) => one / (bare[at] ?? Number.NaN))
  return {
    ours: median(ours),
    bare: median(bare),
    beside: median(beside),
    ratio: median(ratios),
    ratios,
    rungs,
  }
}

/** Uploads the clip and has it read and copied; its ladder is the next job to run. */
async function readOnly({ media }: MediaStage, content: Buffer): Promise<Asset> {
  const { uploads } = media
  const upload = await uploads.announce(owner, {
    lengthBytes: content.length,
    name: 'bench.mp4',
    type: 'video/mp4',
  })
  await writeFile(join(uploads.folder, upload.id), content)
  await uploads.complete(upload.id)
  for (;;) {
    const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
    assert(
      asset && asset.state !== 'refused' && asset.state !== 'ready',
      'the clip fits and has a ladder to be made',
    )
    if (asset.state === 'playable') return asset
    await pause(20)
  }
}

async function ladderOf(media: Media, id: string) {
  const asset = present((await media.assetState([id])).get(id), 'the asset was there before')
  assert(asset.state === 'ready', 'the ladder is made')
  return asset.renditions.filter((one) => one.kind === 'video' && one.name !== 'source')
}

const settings: Readonly<Record<string, readonly string[]>> = {
  '360': ['-crf', '25', '-maxrate', '700k', '-bufsize', '1400k', '-b:a', '64k'],
  '540': ['-crf', '24', '-maxrate', '1200k', '-bufsize', '2400k', '-b:a', '96k'],
  '720': ['-crf', '23', '-maxrate', '2500k', '-bufsize', '5000k', '-b:a', '128k'],
}

function plainLadder(
  path: string,
  rungs: readonly { name: string; width: number; height: number }[],
  folder: string,
): string[] {
  const split = rungs.map((_, at) => `[s${at}]`).join('')
  const scales = rungs.map((rung, at) => `[s${at}]scale=${rung.width}:${rung.height}[v${at}]`).join(';')
  const outputs = rungs.flatMap((rung, at) => [
    ...['-map', `[v${at}]`, '-map', '0:a?', '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    ...['-pix_fmt', 'yuv420p', '-g', '48', '-keyint_min', '48', '-sc_threshold', '0', '-c:a', 'aac'],
    ...[...(settings[rung.name] ?? []), '-movflags', '+faststart', join(folder, `bare-${rung.name}.mp4`)],
  ])
  return ['-i', path, '-filter_complex', `[0:v]split=${rungs.length}${split};${scales}`, ...outputs]
}

const round = (value: number): number => Math.round(value * 1000) / 1000
