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
  /** Present on an ad's slot. */
  readonly ad?: { readonly campaignId: string; readonly priceMicro: bigint }
}

/** @param lifeMs how long its watches are taken */
export function ticketIssuer(
  tickets: Pick<Tickets, 'sign'>,
  { clock, ids }: { clock: Clock; ids: Ids },
  lifeMs: number,
): (fields: TicketFields) => string {
  // Field by field: a copy of the object costs a tenth of the signature, at each slot of each page.
  return ({ viewerKey, videoId, creatorId, durationMs, position, source, ad }) => {
    const issuedAt = clock.now()
    return tickets.sign({
      kind: ad ? 'ad' : 'organic',
      ticketId: ids.uuidBytes(),
      viewerKey,
      videoId,
      creatorId,
      durationMs,
      position,
      source,
      campaignId: ad?.campaignId ?? null,
      priceMicro: ad?.priceMicro ?? null,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + lifeMs),
    })
  }
}
