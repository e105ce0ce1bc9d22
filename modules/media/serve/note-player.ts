/** What players tell of their bytes becomes metrics: what delivery costs, and what of it nobody saw. */
import type { Metrics } from '../../../platform/metrics.ts'

export interface PlayerReport {
  readonly fetchedBytes: number
  readonly playedBytes: number
  readonly stalls: number
  readonly drops: number
}

/** Reports are taken at their word, since nothing but these counters follows from them. */
export function playerNotes(metrics: Metrics | undefined): (report: PlayerReport) => void {
  const fetched = metrics?.counter(
    'media_player_fetched_bytes_total',
    'Bytes of media that players say they fetched.',
  )
  const wasted = metrics?.counter(
    'media_player_wasted_bytes_total',
    'Those of them that players say they never played.',
  )
  const stalls = metrics?.counter('media_player_stalls_total', 'How often players say that a clip ran dry.')
  const drops = metrics?.counter('media_player_drops_total', 'How often they took a lighter rung for it.')
  return ({ fetchedBytes, playedBytes, ...report }) => {
    fetched?.(fetchedBytes)
    wasted?.(Math.max(0, fetchedBytes - playedBytes))
    stalls?.(report.stalls)
    drops?.(report.drops)
  }
}
