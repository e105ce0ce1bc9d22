/** What came of one ticket. */
export interface Outcome {
  readonly viewerKey: string
  readonly videoId: string
  readonly ticketId: string
  /** When it was last reported. */
  readonly atMs: number
  /** Position in playback's `ticketSources`. */
  readonly source: number
  readonly durationMs: number
  /** Seen, with what was seen again. */
  readonly watchedMs: number
  /** Watched to 95 %. */
  readonly finished: boolean
  /** Left within 2 s, or a tenth of a short clip. */
  readonly skipped: boolean
  /** Went on in a second round: half of it at least. */
  readonly rewatched: boolean
  readonly liked: boolean
  /** Began to follow its creator since it was offered. */
  readonly followed: boolean
  readonly shared: boolean
  /** Not interested in the clip or its creator. */
  readonly unwanted: boolean
  /** The viewer lets nobody tell them apart: it teaches what people do, not what this one does. */
  readonly isAnonymous: boolean
  /** When the viewer's feed was last reset; 0: never. What is known of them begins there. */
  readonly epochMs: number
}

/** A ticket that nothing more is expected of. */
export interface ClosedTicket {
  readonly viewerKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly ticketId: string
  readonly offeredMs: number
  readonly lastMs: number
  readonly source: number
  readonly durationMs: number
  readonly watchedMs: number
}

/** What other modules know of a closed ticket; `undefined`: its viewer does not let it be learned from. */
export type Signal = Pick<Outcome, 'liked' | 'followed' | 'shared' | 'unwanted' | 'isAnonymous' | 'epochMs'>

/** One answer a ticket, in their order. */
export type AskSignals = (closed: readonly ClosedTicket[]) => Promise<readonly (Signal | undefined)[]>

/** Played of a clip that is finished. */
export const finishedPart = 0.95
/** Watched for so long, a clip was watched long. */
export const longMs = 18_000
const rewatchedPart = 1.5
const skipMs = 2_000
const skipPart = 0.1

/** Labels as in recsys.md §5. */
export function outcomeOf(ticket: ClosedTicket, signal: Signal): Outcome {
  const { durationMs, watchedMs } = ticket
  return {
    viewerKey: ticket.viewerKey,
    videoId: ticket.videoId,
    ticketId: ticket.ticketId,
    atMs: ticket.lastMs,
    source: ticket.source,
    durationMs,
    watchedMs,
    finished: watchedMs >= finishedPart * durationMs,
    skipped: watchedMs < Math.min(skipMs, skipPart * durationMs),
    rewatched: watchedMs >= rewatchedPart * durationMs,
    ...signal,
  }
}
