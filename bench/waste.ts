/** Of the media bytes that a phone fetches in an evening of swiping, how many are never played: a seeded session over clips
 *  of a median of 14 s. Counted outside of the player, by the browser's own network events, and held against what the
 *  player itself reports. The baseline is the same session in bare <video> elements that ready the next clip. */
import type { BenchResult } from './figure.ts'
import {
  medianClipSeconds,
  openSessionStage,
  type Outcome,
  planSession,
  watchBare,
  watchOurs,
} from './web/session.ts'

export const name = 'waste'
export const goal = '≤ 25 % of the bytes fetched are never played'

const looks = planSession(16, 20_261_123)

export async function run(): Promise<BenchResult> {
  const { stage, close } = await openSessionStage(looks, false)
  try {
    const [ours, bare] = await Promise.all([watchOurs(stage, looks), watchBare(stage, looks)])
    return {
      name,
      value: round(wasteOf(ours)),
      unit: '%',
      baseline: { what: 'bare <video> elements with the next one preloaded, %', value: round(wasteOf(bare)) },
      ratio: wasteOf(ours) / wasteOf(bare),
      goal,
      details: {
        session: `${looks.length} clips, median ${medianClipSeconds} s, watched ${looks.map((one) => one.watchSeconds).join(' ')} s`,
        fetched: `${mega(ours.fetchedBytes)} to ${mega(bare.fetchedBytes)} MB`,
        played: `${mega(ours.playedBytes)} to ${mega(bare.playedBytes)} MB`,
        'from a swipe to the first frame, ms': ours.startMs.join(' '),
        goalMet: wasteOf(ours) <= 25,
      },
    }
  } finally {
    await close()
  }
}

const wasteOf = ({ fetchedBytes, playedBytes }: Outcome): number =>
  Math.max(0, 1 - playedBytes / fetchedBytes) * 100
const mega = (bytes: number): string => (bytes / 1e6).toFixed(1)
const round = (value: number): number => Math.round(value * 10) / 10
