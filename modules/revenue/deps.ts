import type { Clock, Day } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Earnings } from '../earnings/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { RevenueConfig } from './config.ts'
import type { IncomeLine } from './income.ts'
import type { Signer } from './sign.ts'
import type { TaxRuleFacts } from './tax-rule.ts'
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
  /** One for each creator with paid views: how many began in each hour. Without it, no hours are explained. */
  eachHourCount?(day: Day): AsyncIterable<{ readonly creatorId: string; readonly hours: readonly number[] }>
}

export interface AdsFacts {
  /** By viewerKey, each viewer once; what the viewer's billed impressions of the day earned, µIDR. */
  eachViewerSpend(day: Day): Stream<ViewerSpend>
}

/** One movement on a creator's earnings, as earnings and payouts tell it. */
export interface Movement extends IncomeLine {
  readonly creatorId: string
}

export interface IncomeSource {
  /** Every movement but ad income that was recorded after `after` (null: ever) and up to `until`, in pages, in any order.
   *  One that is told again is the same one. */
  eachMovement(after: Date | null, until: Date): AsyncIterable<readonly Movement[]>
}

export interface RevenueDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly config: RevenueConfig
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submit' | 'submitIn' | 'balances'>
  readonly earnings: Pick<Earnings, 'openFor' | 'credit' | 'splitsOn' | 'takeOver'>
  /** Whoever moves money on creators' earnings besides: earnings itself, payouts. Without any, statements show ad income
   *  alone. */
  readonly income?: readonly IncomeSource[]
  /** The rules that tax lines name. */
  readonly taxRules?: (ids: readonly string[]) => Promise<readonly TaxRuleFacts[]>
  readonly playback: PlaybackFacts
  readonly ads: AdsFacts
  readonly signer: Signer
  /** The key that is to follow: the next document introduces it, and those after it are signed by it. */
  readonly nextSigner?: Signer
  /** The stage's time zone (IANA) and currency (ISO 4217). */
  readonly timeZone: string
  readonly currency: string
}
