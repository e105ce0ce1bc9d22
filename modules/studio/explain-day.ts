import type { Day } from '../../platform/clock.ts'
import { isPublished } from '../videos/index.ts'
import type { StudioDeps } from './index.ts'
import { sumCounts } from './read-earnings.ts'

export type DayExplained = Awaited<ReturnType<typeof explainDay>>

/** A day's amount, taken apart: what counted, what did not and why, clip by clip. */
export async function explainDay(deps: StudioDeps, creator: string, day: Day) {
  const [explained, histogram] = await Promise.all([
    deps.revenue.explain(creator, day),
    deps.playback.histogram(creator, day),
  ])
  const counts = new Map(histogram.map((one) => [one.videoId, one.counts]))
  const amounts = new Map(explained.videos.map((one) => [one.videoId, one]))
  const ids = [...new Set([...amounts.keys(), ...counts.keys()])]
  const videos = await deps.videos.findMany(ids)
  const cards = new Map((await deps.videos.cards(videos.filter(isPublished))).map((card) => [card.id, card]))
  const captions = new Map<string, string>(videos.map((video) => [video.id, video.caption]))
  return {
    ...explained,
    verdicts: sumCounts(histogram.map((one) => one.counts)),
    videos: ids.map((id) => ({
      id,
      caption: captions.get(id) ?? '',
      posterUrl: cards.get(id)?.posterUrl ?? null,
      paidViews: amounts.get(id)?.paidViews ?? 0,
      watchMs: amounts.get(id)?.watchMs ?? 0n,
      micro: amounts.get(id)?.micro ?? 0n,
      verdicts: sumCounts([counts.get(id) ?? {}]),
    })),
  }
}
