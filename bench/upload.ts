/** From the last byte of a clip that fits to playable: HTTP, checksum, fsync, commit, queue, probe, stream copy, poster,
 *  fsync, commit. Asked as the page asks: by polling its state. The clock
 *  starts before the last step is sent, so the way through HTTP is in it. Each ladder is finished before the next
 *  round, so that a round measures one upload. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { assert } from '../platform/errors.ts'
import { type BenchResult, median } from './figure.ts'
import { openMediaHttp } from './media/http.ts'
import { sendClip } from './media/send-clip.ts'
import { bareFfmpeg, fifteenSeconds, openMediaStage } from './media/stage.ts'

export const name = 'upload'
export const goal = '≤ 1000 ms from the last byte of the 15 s clip to playable (median of 20)'

const rounds = 20
const zState = z.object({ state: z.string(), assetId: z.string().nullable() })

export async function run(): Promise<BenchResult> {
  const stage = await openMediaStage()
  const { base, close } = await openMediaHttp(stage.media)
  try {
    await stage.jobs.start(['worker', 'transcode'])
    const clip = fifteenSeconds(stage.folder)
    const bare: number[] = []
    const ours: number[] = []
    for (let round = 0; round < rounds; round++) {
      bare.push(
        bareFfmpeg([
          '-i',
          clip.path,
          '-c',
          'copy',
          '-movflags',
          '+faststart',
          join(stage.folder, 'bare.mp4'),
        ]),
      )
      ours.push(await uploadOnce(base, clip.content))
    }
    const [value, baseline] = [median(ours), median(bare)]
    return {
      name,
      value: Math.round(value),
      unit: 'ms',
      baseline: {
        what: 'bare ffmpeg -c copy -movflags +faststart of the same file, ms',
        value: Math.round(baseline),
      },
      ratio: value / baseline,
      goal,
      details: {
        clip: `${clip.what}, ${clip.content.length} bytes`,
        rounds,
        slowest: Math.round(Math.max(...ours)),
        fastest: Math.round(Math.min(...ours)),
        goalMet: value <= 1000,
      },
    }
  } finally {
    await stage.jobs.stop(1000)
    await close()
    await stage.close()
  }
}

/** @returns milliseconds from the last step to the state `playable` */
async function uploadOnce(base: string, content: Buffer): Promise<number> {
  const { at, lastStepMs } = await sendClip(base, content)
  const assetId = await until(at, ['playable', 'ready'])
  const elapsed = performance.now() - lastStepMs
  assert(assetId, 'what plays is an asset')
  // The ladder is the next figure's; a round that starts while it runs would measure both.
  await until(at, ['ready'])
  return elapsed
}

async function until(at: string, states: readonly string[]): Promise<string | null> {
  for (;;) {
    const seen = zState.parse(await (await fetch(`${at}/state`)).json())
    if (states.includes(seen.state)) return seen.assetId
    assert(seen.state !== 'refused', 'the clip fits')
    await pause(10)
  }
}
