/** An evening of swiping over a line of 1.6 Mbit/s with 150 ms from end to end: how much of the time in which clips should
 *  play they stand still. The session is that of the figure `waste`, with the whole ladder to choose from. The baseline is
 *  the same session in bare <video> elements that play what was posted and ready the next clip. */
import { type BenchResult, median } from './figure.ts'
import { openSessionStage, type Outcome, planSession, watchBare, watchOurs } from './web/session.ts'

export const name = 'slow-link'
export const goal = 'standing still ≤ 1 % of play time at 1.6 Mbit/s and 150 ms'

const looks = planSession(12, 20_261_123)
const line = { bitsPerSecond: 1_600_000, latencyMs: 150 }

export async function run(): Promise<BenchResult> {
  const { stage, close } = await openSessionStage(looks, true)
  try {
    const [ours, bare] = await Promise.all([watchOurs(stage, looks, line), watchBare(stage, looks, line)])
    return {
      name,
      value: round(stillOf(ours)),
      unit: '%',
      baseline: { what: 'bare <video> elements with the next one preloaded, %', value: round(stillOf(bare)) },
      ratio: stillOf(ours) / Math.max(0.01, stillOf(bare)),
      goal,
      details: {
        'play time, s': `${seconds(ours.playMs)} to ${seconds(bare.playMs)}`,
        'standing still, ms': `${Math.round(ours.rebufferMs)} to ${Math.round(bare.rebufferMs)}`,
        'from a swipe to the first frame, ms': `median ${median(ours.startMs)} to ${median(bare.startMs)}; ${ours.startMs.join(' ')}`,
        fetched: `${(ours.fetchedBytes / 1e6).toFixed(1)} to ${(bare.fetchedBytes / 1e6).toFixed(1)} MB`,
        goalMet: stillOf(ours) <= 1,
      },
    }
  } finally {
    await close()
  }
}

const stillOf = ({ rebufferMs, playMs }: Outcome): number => (rebufferMs / (rebufferMs + playMs)) * 100
const seconds = (ms: number): string => (ms / 1000).toFixed(0)
const round = (value: number): number => Math.round(value * 100) / 100
