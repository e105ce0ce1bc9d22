/** What the For You feed came to, in sums: for whoever measures the feed, and not for what a single viewer did. */
import { addDays, type Day, dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { type ClipAudience, countAudience } from './store-audience.ts'
import {
  countNovel,
  countReturned,
  seenByVideo,
  type StageSums,
  streamViewerSums,
  sumStage,
  type ViewerSums,
} from './store-figures.ts'

export type { StageSums, ViewerSums } from './store-figures.ts'

/** From the first instant on, before the second: when slots were offered. */
export interface Stretch {
  readonly from: Date
  readonly to: Date
}

export interface Figures {
  /** One a viewer who saw something from `since` on, in the order of their keys, with what they did from `from` to
   *  `since` beside it. Read in pieces, kept nowhere. */
  eachViewer(stretch: Stretch & { readonly since: Date }): AsyncIterable<ViewerSums>
  sums(stretch: Stretch): Promise<StageSums>
  /** Of each clip that was seen: whose it is and how often. */
  seenByVideo(stretch: Stretch): Promise<{ creatorId: string; seen: number }[]>
  /** Of what was seen, how much is of a creator whom its viewer had not seen in the week before. */
  novel(stretch: Stretch): Promise<number>
  /** Clips that no fewer than `least` of these viewers watched for 5 s or to their end: how many did from `from` on, and
   *  from `since` on. Ads are not among them. */
  audience(
    viewerKeys: readonly string[],
    stretch: Stretch & { readonly since: Date },
    least: number,
  ): Promise<ClipAudience[]>
  /** Of the viewers of one day, how many were there on another. */
  returned(day: Day, again: Day): Promise<{ viewers: number; returned: number }>
}

const batch = 5_000
const weekDays = 7

export function createFigures(db: Db, timeZone: string): Figures {
  const ticketsOf = ({ from, to }: Stretch) => ({
    from: dayOf(from, timeZone),
    // A slot of the evening may be watched after midnight.
    to: addDays(dayOf(new Date(to.getTime() - 1), timeZone), 1),
    first: firstTicketOf(from),
    end: firstTicketOf(to),
  })
  return {
    async *eachViewer(stretch) {
      const tickets = { ...ticketsOf(stretch), since: firstTicketOf(stretch.since) }
      for await (const rows of streamViewerSums(db, tickets, batch)) yield* rows
    },
    audience: (viewerKeys, stretch, least) =>
      countAudience(db, viewerKeys, { ...ticketsOf(stretch), since: firstTicketOf(stretch.since) }, least),
    sums: (stretch) => sumStage(db, ticketsOf(stretch)),
    seenByVideo: (stretch) => seenByVideo(db, ticketsOf(stretch)),
    novel(stretch) {
      const tickets = ticketsOf(stretch)
      return countNovel(db, { ...tickets, since: addDays(tickets.from, -weekDays) })
    },
    returned: (day, again) => countReturned(db, day, again),
  }
}

/** The least version 7 uuid of an instant (RFC 9562 §5.7): tickets are named by the time when they were offered. */
function firstTicketOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
