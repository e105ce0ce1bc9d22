/** Good files, damaged by a seed: bytes turned, stretches blanked, moved, repeated or cut out, in the headers or anywhere.
 *  The same seed and number give the same file. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { mulberry32 } from '../../platform/random.ts'
import type { Sample } from './lane.ts'

const run = promisify(execFile)
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const kinds: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'a.mp4', args: [...x264, '-c:a', 'aac', '-movflags', '+faststart'] },
  { name: 'b.mp4', args: [...x264, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'] },
  { name: 'c.mov', args: ['-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le'] },
  { name: 'd.mkv', args: [...x264, '-c:a', 'libvorbis'] },
  { name: 'e.webm', args: ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'] },
  { name: 'f.avi', args: ['-c:v', 'mpeg4', '-c:a', 'libmp3lame'] },
  { name: 'g.ogv', args: ['-c:v', 'libtheora', '-c:a', 'libvorbis'] },
  { name: 'h.ts', args: ['-c:v', 'mpeg2video', '-c:a', 'mp2'] },
  { name: 'i.flv', args: ['-c:v', 'flv', '-c:a', 'libmp3lame', '-ar', '44100'] },
  { name: 'j.mov', args: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_u8'] },
  {
    name: 'k.mp4',
    args: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-c:a', 'aac'],
  },
]

/** Small and short: what is measured is what happens to the damage, not to the pictures. */
export async function goodFiles(folder: string): Promise<Sample[]> {
  const made: Sample[] = []
  for (const { name, args } of kinds) {
    const path = join(folder, name)
    await run('ffmpeg', [
      ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=192x112:r=15:d=2'],
      ...['-f', 'lavfi', '-i', 'sine=f=440:d=2', ...args, '-t', '2', path],
    ])
    made.push({ name, content: await readFile(path), again: `--sample=${name}` })
  }
  return made
}

export function damage(good: readonly Sample[], seed: number, number: number): Sample {
  const random = randomOf(seed, number)
  const upTo = (end: number): number => Math.floor(random() * end)
  const from = good[upTo(good.length)] ?? good[0]
  if (!from) throw new Error('there is nothing to damage')
  let content = Buffer.from(from.content)
  // Half of the damage goes where it hurts: into the first four kilobytes.
  const place = (): number => upTo(random() < 0.5 ? Math.min(4096, content.length) : content.length)
  const rounds = 1 + upTo(3)
  for (let round = 0; round < rounds; round++) {
    const at = place()
    const length = Math.min(content.length - at, 1 + upTo(512))
    const what = upTo(8)
    if (what < 4) for (let flip = 1 + upTo(64); flip > 0; flip--) content.writeUInt8(upTo(256), place())
    else if (what === 4) content.fill(upTo(2) * 0xff, at, at + length)
    else if (what === 5) content.copyWithin(place(), at, at + length)
    else if (what === 6) content = Buffer.concat([content.subarray(0, at), content.subarray(at + length)])
    else content = Buffer.concat([content.subarray(0, at + length), content.subarray(at)])
  }
  return { name: `damaged ${from.name} ${number}`, content, again: `--seed=${seed} --only=${number}` }
}

const randomOf = (seed: number, number: number): (() => number) =>
  mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
