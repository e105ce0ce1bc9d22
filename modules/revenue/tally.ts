import { creatorsPart, type Share } from './allocate.ts'

/** One row of one creator, wherever it comes from. Rows of one viewer come one after the other. */
export interface TallyRow {
  readonly viewer: string
  readonly videoId: string
  readonly watchMs: bigint
  readonly viewerWatchMs: bigint
  readonly viewerAdMicro: bigint
  readonly micro: bigint
}

export interface VideoTally {
  readonly videoId: string
  readonly paidViews: number
  readonly watchMs: bigint
  readonly micro: bigint
}

/** What a creator's rows of a day add up to: every figure that "explain this rupiah" shows. Amounts in µIDR. */
export interface Tally {
  readonly micro: bigint
  /** Rows: paid views of viewers whose ads earned something. */
  readonly paidViews: number
  readonly viewers: number
  /** Valid watch time of those rows, and of the same viewers over all creators. */
  readonly watchMs: bigint
  readonly viewersWatchMs: bigint
  /** Ad money of those viewers' day, and the creators' part of it, over all creators. */
  readonly viewersAdMicro: bigint
  readonly viewersCreatorsMicro: bigint
  /** Σ ⌊C·w/W⌋, each row rounded down; `micro` is this plus the units that the largest remainders got. */
  readonly flooredMicro: bigint
  readonly unitsRoundedUp: bigint
  /** By amount, the largest first. */
  readonly videos: readonly VideoTally[]
}

/** As the row of a creator's day keeps it. */
export const tallyJson = ({ videos, ...sums }: Tally) => ({
  micro: String(sums.micro),
  paidViews: sums.paidViews,
  viewers: sums.viewers,
  watchMs: String(sums.watchMs),
  viewersWatchMs: String(sums.viewersWatchMs),
  viewersAdMicro: String(sums.viewersAdMicro),
  viewersCreatorsMicro: String(sums.viewersCreatorsMicro),
  flooredMicro: String(sums.flooredMicro),
  videos: videos.map((video) => ({
    videoId: video.videoId,
    paidViews: video.paidViews,
    watchMs: String(video.watchMs),
    micro: String(video.micro),
  })),
})

export const tallyOf = (kept: ReturnType<typeof tallyJson>): Tally => ({
  micro: BigInt(kept.micro),
  paidViews: kept.paidViews,
  viewers: kept.viewers,
  watchMs: BigInt(kept.watchMs),
  viewersWatchMs: BigInt(kept.viewersWatchMs),
  viewersAdMicro: BigInt(kept.viewersAdMicro),
  viewersCreatorsMicro: BigInt(kept.viewersCreatorsMicro),
  flooredMicro: BigInt(kept.flooredMicro),
  unitsRoundedUp: BigInt(kept.micro) - BigInt(kept.flooredMicro),
  videos: kept.videos.map((video) => ({
    ...video,
    watchMs: BigInt(video.watchMs),
    micro: BigInt(video.micro),
  })),
})

export const EMPTY_TALLY: Tally = {
  micro: 0n,
  paidViews: 0,
  viewers: 0,
  watchMs: 0n,
  viewersWatchMs: 0n,
  viewersAdMicro: 0n,
  viewersCreatorsMicro: 0n,
  flooredMicro: 0n,
  unitsRoundedUp: 0n,
  videos: [],
}

export function createTally(share: Share) {
  const sums = {
    ...EMPTY_TALLY,
    videos: new Map<string, { paidViews: number; watchMs: bigint; micro: bigint }>(),
  }
  let lastViewer = ''
  return {
    add(row: TallyRow): void {
      const part = creatorsPart(row.viewerAdMicro, share)
      if (row.viewer !== lastViewer) {
        lastViewer = row.viewer
        sums.viewers += 1
        sums.viewersWatchMs += row.viewerWatchMs
        sums.viewersAdMicro += row.viewerAdMicro
        sums.viewersCreatorsMicro += part
      }
      sums.micro += row.micro
      sums.paidViews += 1
      sums.watchMs += row.watchMs
      sums.flooredMicro += (part * row.watchMs) / row.viewerWatchMs
      const video = sums.videos.get(row.videoId) ?? { paidViews: 0, watchMs: 0n, micro: 0n }
      video.paidViews += 1
      video.watchMs += row.watchMs
      video.micro += row.micro
      sums.videos.set(row.videoId, video)
    },
    result(): Tally {
      const videos = [...sums.videos].map(([videoId, video]) => ({ videoId, ...video }))
      videos.sort((a, b) =>
        a.micro === b.micro ? (a.videoId < b.videoId ? -1 : 1) : a.micro > b.micro ? -1 : 1,
      )
      return { ...sums, unitsRoundedUp: sums.micro - sums.flooredMicro, videos }
    },
  }
}
