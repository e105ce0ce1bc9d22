/** Takes what a player reports: reads tickets, clamps claims, and answers when the rows are durable. */
import { type Clock, type Day, dayOf, nextDay, startOfDay } from '../../platform/clock.ts'
import { commonRefusals } from '../../platform/contract.ts'
import { refuse } from '../../platform/errors.ts'
import type { Count } from '../../platform/metrics.ts'
import type { Appender } from './append.ts'
import { clampRanges } from './clamp.ts'
import type { WatchEvent } from './contract.ts'
import { flagBits, type WatchRow, watchLine } from './store.ts'
import type { Ticket, Tickets } from './tickets.ts'
import type { ViewerAllowance } from './viewer-allowance.ts'

export interface Reporter {
  readonly viewerKey: string
  readonly deviceKey: string
  readonly userAgent: string
}

export interface IngestReply {
  readonly accepted: string[]
  readonly refused: { eventId: string; code: 'bad_ticket' | 'ticket_expired' | 'ticket_foreign' }[]
}

export interface IngestDeps {
  readonly clock: Clock
  readonly timeZone: string
  readonly tickets: Tickets
  readonly appender: Appender
  readonly allowance: ViewerAllowance
  readonly isRobot: (userAgent: string) => boolean
  /** Labels: outcome. */
  readonly received: Count
}

const intMax = 2_147_483_647

export function createIngest(deps: IngestDeps) {
  const dayAt = cachedDays(deps.timeZone)
  /** A forged ticket names no clip to attribute anything to: it is counted and not stored. An expired ticket, or one
   *  made for another viewer, is stored so that its clip's creator can see that it did not count. A browser that has
   *  logged in since may still report with the tickets of its device.
   *  @throws Refusal too_many_requests; then nothing was stored */
  return async (caller: Reporter, events: readonly WatchEvent[]): Promise<IngestReply> => {
    const now = deps.clock.now()
    const nowMs = now.getTime()
    const wait = deps.allowance.take(caller.viewerKey, events.length, nowMs)
    if (wait > 0) refuse(commonRefusals.too_many_requests, { seconds: wait })

    const receivedAt = now.toISOString()
    const robotBit = deps.isRobot(caller.userAgent) ? flagBits.robot : 0
    const reply: IngestReply = { accepted: [], refused: [] }
    const rows: WatchRow[] = []
    for (const event of events) {
      const ticket = deps.tickets.verify(event.ticket)
      if (!ticket) {
        reply.refused.push({ eventId: event.eventId, code: 'bad_ticket' })
        continue
      }
      const isForeign = ticket.viewerKey !== caller.viewerKey && ticket.viewerKey !== caller.deviceKey
      const isExpired = nowMs >= ticket.expiresAt.getTime()
      if (isForeign) reply.refused.push({ eventId: event.eventId, code: 'ticket_foreign' })
      else if (isExpired) reply.refused.push({ eventId: event.eventId, code: 'ticket_expired' })
      else reply.accepted.push(event.eventId)
      rows.push({
        eventId: event.eventId,
        issuedOn: dayAt(ticket.issuedAt.getTime()),
        line: watchLine({
          eventId: event.eventId,
          ticket,
          viewerKey: isForeign ? caller.viewerKey : ticket.viewerKey,
          deviceKey: caller.deviceKey,
          elapsedMs: elapsed(ticket, nowMs),
          playedMs: event.playedMs,
          ranges: clampRanges(event.ranges, ticket.durationMs),
          flags:
            robotBit +
            (event.visible ? flagBits.visible : 0) +
            (isExpired ? flagBits.expired : 0) +
            (isForeign ? flagBits.foreign : 0),
          receivedAt,
        }),
      })
    }
    await deps.appender.append(rows)
    deps.received(reply.accepted.length, { outcome: 'accepted' })
    for (const { code } of reply.refused) deps.received(1, { outcome: code })
    return reply
  }
}

/** Never negative: another node's clock may be ahead. */
const elapsed = (ticket: Ticket, nowMs: number): number =>
  Math.min(intMax, Math.max(0, nowMs - ticket.issuedAt.getTime()))

/** Calendar arithmetic is slow (Intl) and most tickets are of today. */
function cachedDays(timeZone: string): (atMs: number) => Day {
  let day: Day | undefined
  let from = 0
  let to = 0
  return (atMs) => {
    if (day === undefined || atMs < from || atMs >= to) {
      day = dayOf(new Date(atMs), timeZone)
      from = startOfDay(day, timeZone).getTime()
      to = startOfDay(nextDay(day), timeZone).getTime()
    }
    return day
  }
}
