/** Clips that are cheap to make and all different: one encoded clip, and behind it a box of random bytes that players
 *  skip (ISO/IEC 14496-12 §8.1.2, `free`). */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { smallClip } from '../testing/house.ts'
import type { Chance } from './seeded-random.ts'

export interface ClipFile {
  readonly content: Buffer
  /** Hex. */
  readonly sha256: string
}

export interface ClipShelf {
  /** 180×320, played as it came. */
  small(chance: Chance): ClipFile
  /** 540×960: an encoder works on it for seconds. */
  tall(chance: Chance): ClipFile
}

export const clipSeconds = 4

export function clipShelf(folder: string): ClipShelf {
  const small = readFileSync(smallClip(folder, clipSeconds, 1))
  const tallFile = join(folder, 'tall.mp4')
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=s=540x960:r=30:d=${clipSeconds + 4}`],
    ...['-f', 'lavfi', '-i', `sine=f=330:d=${clipSeconds + 4}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', '32k', '-shortest', tallFile],
  ])
  const tall = readFileSync(tallFile)
  return { small: (chance) => varied(small, chance), tall: (chance) => varied(tall, chance) }
}

function varied(clip: Buffer, chance: Chance): ClipFile {
  const filling = chance.bytes(chance.between(20_000, 90_000))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(filling.length + 8)
  head.write('free', 4)
  const content = Buffer.concat([clip, head, filling])
  return { content, sha256: createHash('sha256').update(content).digest('hex') }
}
