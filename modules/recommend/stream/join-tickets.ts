/** Reports into tickets that are over. A ticket closes when its viewer reports another one, or after {@link silenceMs}
 *  without a report: a player reports every few seconds while it plays, so whoever is silent that long is away, and what
 *  they watched so far is what there is to learn.
 *
 *  What somebody can teach by force is bounded: one outcome a viewer and clip, so many an hour of a viewer and of a
 *  device, and nobody watches for longer than the ticket is old. */
import type { ReportedRow } from '../../playback/index.ts'
import { hashPair, hashText } from '../models/hashing.ts'
import type { ClosedTicket } from './outcome.ts'

export const silenceMs = 30_000
/** Clocks of two nodes differ by less. */
const slackMs = 1_000
const hourMs = 3_600_000
/** Of a viewer, and of a device: a clip every nine seconds, all hour long. */
const hourlyMax = 400

export interface JoinState {
  readonly open: readonly ClosedTicket[]
  /** Fingerprints of viewers with clips that were closed: each at the place of its hash, until another takes it. */
  readonly pairs: Uint32Array
}

export interface Joiner {
  /** @returns a ticket that this report closed */
  take(row: ReportedRow, nowMs: number): ClosedTicket | undefined
  /** Those that have been silent long enough. */
  closeSilent(nowMs: number): ClosedTicket[]
  state(): JoinState
  /** What was set aside because there was too much of one viewer or device. */
  readonly aside: number
}

export const emptyState = (bits: number): JoinState => ({ open: [], pairs: new Uint32Array(2 ** bits) })

/** @param kept becomes the joiner's own */
export function createJoiner(kept: JoinState): Joiner {
  const { pairs } = kept
  /** By viewer, the longest silent first. */
  const open = new Map(kept.open.map((ticket) => [ticket.viewerKey, ticket]))
  const devices = new Map<string, string>()
  const counts = new Map<string, number>()
  let countedHour = -1
  let aside = 0

  const placeOf = (viewerKey: string, videoId: string): { place: number; mark: number } => {
    const [viewer, video] = [hashText(viewerKey), hashText(videoId)]
    return { place: hashPair(viewer, video) % pairs.length, mark: (hashPair(video, viewer) | 1) >>> 0 }
  }
  const isKnown = (viewerKey: string, videoId: string): boolean => {
    const { place, mark } = placeOf(viewerKey, videoId)
    return pairs[place] === mark
  }
  const isTooMuch = (key: string): boolean => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count > hourlyMax
  }
  const close = (ticket: ClosedTicket): ClosedTicket | undefined => {
    const { viewerKey, videoId, lastMs } = ticket
    open.delete(viewerKey)
    const { place, mark } = placeOf(viewerKey, videoId)
    pairs[place] = mark
    const device = devices.get(viewerKey) ?? viewerKey
    devices.delete(viewerKey)
    const hour = Math.floor(lastMs / hourMs)
    if (hour !== countedHour) counts.clear()
    countedHour = hour
    const isAside = isTooMuch(viewerKey) || (device !== viewerKey && isTooMuch(device))
    if (isAside) aside++
    return isAside ? undefined : ticket
  }

  return {
    take(row, nowMs) {
      if (!row.isSound) return undefined
      const { viewerKey, videoId } = row
      const atMs = Math.min(row.receivedAt.getTime(), nowMs)
      const before = open.get(viewerKey)
      const isSame = before?.ticketId === row.ticketId && atMs - before.lastMs <= silenceMs
      // A straggler of a ticket that was closed, or a clip that this viewer has taught before, closes nothing.
      if (!isSame && (before?.ticketId === row.ticketId || isKnown(viewerKey, videoId)))
        return before && atMs - before.lastMs > silenceMs ? close(before) : undefined
      const closed = before && !isSame ? close(before) : undefined
      // The same clip under another ticket.
      if (before && !isSame && before.videoId === videoId) return closed
      const watchedMs = (isSame ? before.watchedMs : 0) + lengthOf(row.ranges)
      open.delete(viewerKey)
      devices.set(viewerKey, row.deviceKey)
      open.set(viewerKey, {
        viewerKey,
        videoId,
        creatorId: row.creatorId,
        ticketId: row.ticketId,
        offeredMs: isSame ? before.offeredMs : atMs - row.elapsedMs,
        lastMs: atMs,
        source: row.source,
        durationMs: row.durationMs,
        watchedMs: Math.min(watchedMs, row.elapsedMs + slackMs),
      })
      return closed
    },
    closeSilent(nowMs) {
      const closed: ClosedTicket[] = []
      for (const ticket of open.values()) {
        if (nowMs - ticket.lastMs <= silenceMs) break
        const one = close(ticket)
        if (one) closed.push(one)
      }
      return closed
    },
    state: () => ({ open: [...open.values()], pairs }),
    get aside() {
      return aside
    },
  }
}

function lengthOf(ranges: readonly number[]): number {
  let total = 0
  for (let at = 0; at + 1 < ranges.length; at += 2)
    total += Math.max(0, (ranges[at + 1] ?? 0) - (ranges[at] ?? 0))
  return total
}
