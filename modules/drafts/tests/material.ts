/** Projects and files for tests: plain colours and single tones, so that what was made can be measured. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Scope, temporaryFolder } from '../../../platform/testing/index.ts'
import type { Layer, Part, Project, Shot, Track } from '../project.ts'

const run = promisify(execFile)

export const aProject = (more: Partial<Project> = {}): Project => ({
  version: 1,
  width: 180,
  height: 320,
  frameRate: 30,
  background: '#102030',
  parts: [],
  shots: [],
  layers: [],
  tracks: [],
  shotsVolume: 1,
  frame: { kind: 'full' },
  coverMs: 0,
  credit: null,
  ...more,
})
export const aPart = (id: string, kind: Part['kind'], more: Partial<Part> = {}): Part => ({
  ...{
    id,
    kind,
    name: id,
    uploadId: null,
    sha256: null,
    bytes: 0,
    durationMs: kind === 'picture' ? 0 : 3000,
  },
  ...{ width: 320, height: 240, videoId: null, ...more },
})
export const aShot = (
  id: string,
  part: string,
  fromMs: number,
  toMs: number,
  more: Partial<Shot> = {},
): Shot => ({
  ...{
    id,
    part,
    fromMs,
    toMs,
    speed: 1,
    volume: 1,
    crop: null,
    fit: 'fill',
    turn: 0,
    mirror: false,
    filter: null,
  },
  ...more,
})
export const aTrack = (
  id: string,
  part: string,
  startMs: number,
  fromMs: number,
  toMs: number,
  volume = 1,
): Track => ({
  ...{ id, kind: 'voice', part, soundId: null, startMs, fromMs, toMs, volume },
})
export const aLayer = (
  raster: string,
  startMs: number,
  endMs: number,
  enter: Layer['enter'] = 'none',
): Layer => ({
  ...{ id: `over-${raster}`, startMs, endMs, x: 0.5, y: 0.5, scale: 1, turn: 0, enter, raster },
  kind: 'sticker',
  sticker: 'star',
})

/** @param picture a lavfi source; @param tone its sound in Hz, or none */
export async function aFile(
  t: Scope,
  options: { picture?: string; tone?: number; seconds?: number; name?: string; args?: string[] },
): Promise<Buffer> {
  const { picture, tone, seconds = 3, name = 'file.mp4' } = options
  const path = join(temporaryFolder(t), name)
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y'],
    ...(picture === undefined ? [] : ['-f', 'lavfi', '-i', picture]),
    ...(tone === undefined ? [] : ['-f', 'lavfi', '-i', `sine=f=${tone}:d=${seconds}:r=48000`]),
    ...(options.args ?? ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']),
    path,
  ])
  return readFile(path)
}

export const picture = (t: Scope, source: string) =>
  aFile(t, { picture: source, name: 'picture.png', args: ['-frames:v', '1'] })

export interface Streams {
  readonly video: Readonly<Record<string, string | number>>
  readonly audio: Readonly<Record<string, string | number>> | undefined
}

export async function streamsOf(path: string): Promise<Streams> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path])
  const { streams } = JSON.parse(stdout)
  const of = (kind: string) => streams.find((one: { codec_type: string }) => one.codec_type === kind)
  return { video: of('video'), audio: of('audio') }
}

/** The colour at a place of the picture that is shown at a moment, as red, green, blue. */
export async function colourAt(
  path: string,
  seconds: number,
  x: number,
  y: number,
  width = 180,
): Promise<[number, number, number]> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-ss', String(seconds), '-i', path, '-frames:v', '1'],
      ...['-vf', 'scale=in_color_matrix=bt709', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 64e6 },
  )
  const at = (y * width + x) * 3
  return [stdout[at] ?? -1, stdout[at + 1] ?? -1, stdout[at + 2] ?? -1]
}

/** How loud a tone is in a stretch: 1 is a sine of full scale. */
export async function toneAt(
  path: string,
  fromSecond: number,
  seconds: number,
  hertz: number,
): Promise<number> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', path, '-vn', '-af', `atrim=start=${fromSecond}:duration=${seconds}`],
      ...['-ac', '1', '-ar', '48000', '-f', 'f32le', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 64e6 },
  )
  let real = 0
  let imaginary = 0
  const count = Math.floor(stdout.length / 4)
  for (let n = 0; n < count; n++) {
    const value = stdout.readFloatLE(n * 4)
    real += value * Math.cos((2 * Math.PI * hertz * n) / 48_000)
    imaginary += value * Math.sin((2 * Math.PI * hertz * n) / 48_000)
  }
  return (2 * Math.hypot(real, imaginary)) / Math.max(1, count)
}
