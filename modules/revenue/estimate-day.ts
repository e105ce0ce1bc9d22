import type { Clock, Day } from '../../platform/clock.ts'
import type { AdsFacts, PlaybackFacts } from './deps.ts'
import { pseudonyms } from './pseudonym.ts'
import type { KeptScheme } from './store.ts'
import { createTally, type Tally } from './tally.ts'
import { eachViewerDay, shareViewerDay } from './viewer-days.ts'

/** What every creator would get if the day ended now, from what is judged and billed so far. One pass over the day
 *  serves all creators and is kept for a minute: the figures are labelled estimates, and move as more is judged. */
export interface DayEstimate {
  readonly at: Date
  readonly tallies: ReadonlyMap<string, Tally>
}

const FRESH_MS = 60_000
const DAYS_KEPT = 4
// Only ties of equal remainders depend on names: an estimate may be off by a unit there, and needs no secret.
const nameOf = pseudonyms(Buffer.alloc(32))

export function createEstimates(deps: {
  clock: Clock
  playback: Pick<PlaybackFacts, 'eachPaidView'>
  ads: AdsFacts
  schemeFor: (day: Day) => Promise<KeptScheme>
}) {
  const kept = new Map<Day, { at: Date; estimate: Promise<DayEstimate> }>()
  return {
    of(day: Day): Promise<DayEstimate> {
      const now = deps.clock.now()
      const known = kept.get(day)
      if (known !== undefined && now.getTime() - known.at.getTime() < FRESH_MS) return known.estimate
      const estimate = estimateDay(deps, day, now)
      kept.delete(day)
      kept.set(day, { at: now, estimate })
      for (const oldest of kept.keys()) {
        if (kept.size <= DAYS_KEPT) break
        kept.delete(oldest)
      }
      estimate.catch(() => kept.delete(day))
      return estimate
    },
    /** Once a day is shared out, nobody should see a guess of it. */
    forget: (day: Day) => kept.delete(day),
  }
}

async function estimateDay(
  deps: Parameters<typeof createEstimates>[0],
  day: Day,
  at: Date,
): Promise<DayEstimate> {
  const { playback, ads } = deps
  const { creatorsShare, capMs } = await deps.schemeFor(day)
  const tallies = new Map<string, ReturnType<typeof createTally>>()
  for await (const facts of eachViewerDay(ads.eachViewerSpend(day), playback.eachPaidView(day), capMs)) {
    const { amounts } = shareViewerDay(day, nameOf(facts.viewerKey), facts, creatorsShare)
    facts.watched.forEach(({ creatorId, videoId, weight }, i) => {
      const tally = tallies.get(creatorId) ?? createTally(creatorsShare)
      tallies.set(creatorId, tally)
      tally.add({
        viewer: facts.viewerKey,
        videoId,
        watchMs: weight,
        viewerWatchMs: facts.watchMs,
        viewerAdMicro: facts.adMicro,
        micro: amounts[i] ?? 0n,
      })
    })
  }
  return { at, tallies: new Map([...tallies].map(([creatorId, tally]) => [creatorId, tally.result()])) }
}
