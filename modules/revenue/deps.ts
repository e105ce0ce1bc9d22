import type { Clock, Day } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Ledger } from '../ledger/index.ts'
import type { RevenueConfig } from './config.ts'
import type { Signer } from './sign.ts'
import type { PaidView, Stream, ViewerSpend } from './viewer-days.ts'

/** Counts of a creator's watches of a day by verdict (playback's words). */
export interface VerdictCount {
  readonly creatorId: string
  readonly counts: Counts
}

export type Counts = Readonly<Partial<Record<string, number | bigint>>>

export interface PlaybackFacts {
  /** By viewerKey, then videoId. Of an open day: what is judged so far. */
  eachPaidView(day: Day): Stream<PaidView>
  histogram(creatorId: string, day: Day): Promise<readonly { readonly counts: Counts }[]>
  /** One for each creator of the day. Without it, statements and period documents show no counts. */
  eachVerdictCount?(day: Day): AsyncIterable<VerdictCount>
}

export interface AdsFacts {
  /** By viewerKey, each viewer once; what the viewer's billed impressions of the day earned, µIDR. */
  eachViewerSpend(day: Day): Stream<ViewerSpend>
}

export interface RevenueDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly config: RevenueConfig
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submit' | 'balances'>
  readonly playback: PlaybackFacts
  readonly ads: AdsFacts
  readonly signer: Signer
  /** The stage's time zone (IANA) and currency (ISO 4217). */
  readonly timeZone: string
  readonly currency: string
}
