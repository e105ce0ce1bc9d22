/** A ticket for a slot that is being offered now. */
import type { Clock } from '../../platform/clock.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Tickets, TicketSource } from './tickets.ts'

/** What a slot promises; ids, instants and the signature are added at issue. */
export interface TicketFields {
  readonly viewerKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly durationMs: number
  /** 1 is the first slot of the session. */
  readonly position: number
  readonly source: TicketSource
  /** When it is offered; now unless told. */
  readonly atMs?: number | undefined
  /** 16 bytes as Ids.uuidBytes makes them, for a caller who keeps a record of the slot; made here unless told. */
  readonly ticketId?: Uint8Array | undefined
  /** Present on an ad's slot. */
  readonly ad?: { readonly campaignId: string; readonly priceMicro: bigint }
}

/** @param lifeMs how long its watches are taken */
export function ticketIssuer(
  tickets: Pick<Tickets, 'sign'>,
  { clock, ids }: { clock: Clock; ids: Ids },
  lifeMs: number,
): (fields: TicketFields) => string {
  // The slots of a page come in one millisecond.
  let issuedAt = new Date(0)
  let expiresAt = issuedAt
  // Field by field: a copy of the object costs a tenth of the signature, at each slot of each page.
  return ({ viewerKey, videoId, creatorId, durationMs, position, source, atMs, ticketId, ad }) => {
    const nowMs = atMs ?? clock.now().getTime()
    if (nowMs !== issuedAt.getTime()) {
      issuedAt = new Date(nowMs)
      expiresAt = new Date(nowMs + lifeMs)
    }
    return tickets.sign({
      kind: ad ? 'ad' : 'organic',
      ticketId: ticketId ?? ids.uuidBytes(),
      viewerKey,
      videoId,
      creatorId,
      durationMs,
      position,
      source,
      campaignId: ad?.campaignId ?? null,
      priceMicro: ad?.priceMicro ?? null,
      issuedAt,
      expiresAt,
    })
  }
}
