/** What other modules may ask of earnings, and what it needs of them. */
import type { Clock, Day } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, NewAccount, NewTransfer } from '../ledger/index.ts'
import type { Video } from '../videos/index.ts'
import type { EarningsConfig } from './config.ts'
import type { Deduction, DeductionReason, DeductionState, NewDeduction } from './deduction.ts'
import type { Balances, EarningLine, NewEarning, Source } from './line.ts'
import type { Split, SplitLookup, SplitRecord } from './split.ts'

export interface EarningsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly config: EarningsConfig
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances' | 'transfersOf'>
  /** Whose videos they are. */
  readonly videos: {
    findMany(ids: readonly string[]): Promise<readonly Pick<Video, 'id' | 'ownerId' | 'state'>[]>
  }
  readonly identity: Pick<Identity, 'findByHandle' | 'findMany'>
  /** The stage's time zone (IANA): a split begins and ends at its midnight. */
  readonly timeZone: string
  /** How many accounts are operators: where there are two, nobody decides on a deduction of their own. */
  readonly countOperators: () => Promise<number>
  /** The way of money that is somebody's (`owedTo`) once its deduction is final, by reason: transfers of exactly that
   *  much out of `from`. Runs in the transaction that moves it. */
  readonly handOn?: Readonly<
    Partial<Record<DeductionReason, (tx: Tx, deducted: HandedOn) => Promise<readonly NewTransfer[]>>>
  >
  /** The accounts that get what is nobody else's, by reason: of a chargeback, the stage's, which bore the loss. */
  readonly toAccounts?: Readonly<Partial<Record<DeductionReason, NewAccount>>>
  /** Every creator who was ever posted a period, in pages: those whose balance is older than its lines. */
  readonly creatorsBefore?: () => AsyncIterable<readonly string[]>
}

export interface HandedOn {
  /** Whose money it is. */
  readonly owedTo: string
  readonly deduction: Pick<Deduction, 'id' | 'creatorId' | 'reason' | 'evidence'>
  /** Makes the ids of its transfers: one deduction can hand on several times. */
  readonly id: string
  readonly amountIdr: bigint
  readonly from: string
}

export interface LineFilter {
  /** Both days included, by the day it was earned. */
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly source?: Source | undefined
}

export interface LinePlace {
  readonly earnedAt: Date
  readonly id: string
}

export interface Reversal {
  /** Made from what it is for: a retry is the same reversal. */
  readonly id: string
  /** The line as it was given to {@link Earnings.credit}. */
  readonly lineId: string
  readonly amountIdr: bigint
  /** The ledger account that gets it. */
  readonly to: string
}

export interface Standing {
  readonly balances: Balances
  readonly sources: readonly { source: Source; earnedIdr: bigint; onHoldIdr: bigint }[]
  readonly releases: readonly { day: Day; amountIdr: bigint }[]
  readonly reserves: readonly { amountIdr: bigint; until: Date; reason: string }[]
  readonly unreadDeductions: number
}

export interface EarningTotals {
  /** Who was credited anything. */
  readonly creators: number
  /** Credited, by what the income was; a split counts where its video's income does. */
  readonly credited: readonly { source: Source; amountIdr: bigint; lines: number; creators: number }[]
  readonly reversedIdr: bigint
  readonly releasedIdr: bigint
  readonly deducted: readonly {
    reason: DeductionReason
    amountIdr: bigint
    collectedIdr: bigint
    count: number
    creators: number
  }[]
  /** Appeals made in that time, by how they stand now: won (returned), lost (final), open (appealed). */
  readonly appeals: readonly { state: 'returned' | 'final' | 'appealed'; count: number; creators: number }[]
}

/** One transfer onto or off a creator's accounts that changes what is owed, as statements tell it. Moves between a
 *  creator's own accounts are none. */
export interface EarningMovement {
  readonly id: string
  readonly creatorId: string
  /** refund: a sale was undone · returned: a deduction was given back */
  readonly kind:
    | 'gift'
    | 'tip'
    | 'subscription'
    | 'split'
    | 'correction'
    | 'returned'
    | 'refund'
    | 'deduction'
  readonly at: Date
  readonly amount: bigint
  readonly transferId: string
  readonly videoId: string | null
  /** The line is a part of a shared amount. */
  readonly split: { readonly splitId: string; readonly of: bigint; readonly basisPoints: bigint } | null
  readonly tax: null
  /** Of a deduction. */
  readonly reason: string | null
}

export type Closing =
  | { readonly status: 'closed'; readonly owedIdr: bigint; readonly closedAt: Date }
  | { readonly status: 'closed before'; readonly owedIdr: bigint; readonly closedAt: Date }

export interface AuditFault {
  readonly creatorId: string | null
  readonly account: 'pending' | 'available' | 'reserve' | 'disputed' | 'deducted'
  readonly expectedIdr: bigint
  readonly foundIdr: bigint
}

export interface EarningsAudit {
  readonly ok: boolean
  readonly creators: number
  /** The first hundred. */
  readonly faults: readonly AuditFault[]
}

export interface Earnings {
  /** Opens the creators' accounts. Call it before `credit`, best outside its transaction. */
  openFor(on: Tx | Db, creatorIds: readonly string[]): Promise<void>
  /** Writes the lines, each shared by its video's split if one applies that day, and returns the transfers from → the
   *  pending accounts. The caller puts them into its own `submitIn`, last in the same transaction. A line that was
   *  credited before returns the transfers of then.
   *  @throws AssertionFailed when a line's id belongs to another line */
  credit(tx: Tx, lines: readonly NewEarning[]): Promise<NewTransfer[]>
  /** Takes back income whose sale was undone, of everyone who had a part of the line, while it is on hold. What is no
   *  longer on hold is `shortIdr`: the stage's loss, or the matter of a deduction. The caller submits the transfers. */
  reverse(
    tx: Tx,
    reversal: Reversal,
  ): Promise<{ transfers: NewTransfer[]; takenIdr: bigint; shortIdr: bigint }>
  /** Whoever moves money out of `earnings.available` takes turns by this with deductions: call it before looking at the
   *  balance. Held until the transaction ends. */
  lockFor(tx: Tx, creatorIds: readonly string[]): Promise<void>
  /** Moves what is no longer on hold to the available accounts, ends reserves and collects what is owed, in chunks: a
   *  stop anywhere and a second run release nothing twice. @returns how many lines were released */
  releaseDue(): Promise<number>
  /** Deductions whose time to appeal is over stand, and what final ones took goes to whom it belongs.
   *  @returns how many became final */
  finishAppeals(): Promise<number>

  balances(creatorId: string): Promise<Balances>
  standing(creatorId: string): Promise<Standing>
  /** The newest first. @param options.limit at most 1,000 */
  lines(
    creatorId: string,
    options: LineFilter & { after?: LinePlace | undefined; limit: number },
  ): Promise<EarningLine[]>
  /** All of them, the newest first, in pages of one snapshot. */
  eachLine(creatorId: string, filter: LineFilter): AsyncIterable<EarningLine[]>

  /** The split that applies to a video's income of that day. */
  splitOn(videoId: string, day: Day): Promise<Split | undefined>
  splitsOn(videoIds: readonly string[], days: readonly Day[]): Promise<SplitLookup>
  /** @param parts hundredths of a percent by handle, the owner's among them
   *  @throws Refusal not_found, split_parts_wrong, split_person_unknown */
  proposeSplit(
    ownerId: string,
    videoId: string,
    parts: readonly { handle: string; basisPoints: number }[],
  ): Promise<SplitRecord | undefined>
  /** @throws Refusal not_found, split_over */
  answerSplit(accountId: string, splitId: string, accepts: boolean): Promise<SplitRecord>
  /** @throws Refusal not_found, split_over */
  endSplit(accountId: string, splitId: string): Promise<SplitRecord>
  splitsOf(accountId: string): Promise<SplitRecord[]>
  /** For the owner and those who share. @throws Refusal not_found */
  splitsOfVideo(
    accountId: string,
    videoId: string,
  ): Promise<{
    current: SplitRecord | undefined
    next: SplitRecord | undefined
    proposed: SplitRecord | undefined
  }>

  /** @param by an operator. @throws Refusal deduction_amount_wrong, deduction_differs */
  deduct(by: string, deduction: NewDeduction): Promise<Deduction>
  /** The same in the caller's transaction, which submits the transfers last. @param by null: the stage itself */
  deductIn(
    tx: Tx,
    by: string | null,
    deduction: NewDeduction,
  ): Promise<{ deduction: Deduction; transfers: NewTransfer[] }>
  /** Freezes what was taken. Again while it waits is the same answer.
   *  @throws Refusal not_found, appeal_too_late, deduction_settled */
  appeal(creatorId: string, deductionId: string, text: string): Promise<Deduction>
  /** @throws Refusal not_found, deduction_settled, decide_by_another */
  decide(
    operatorId: string,
    deductionId: string,
    outcome: 'returned' | 'final',
    note: string,
  ): Promise<Deduction>
  deductionsOf(creatorId: string): Promise<Deduction[]>
  /** For operators: appeals that wait first, then the newest. */
  listDeductions(state?: DeductionState): Promise<Deduction[]>
  unreadDeductions(creatorId: string): Promise<number>
  seeDeductions(creatorId: string): Promise<void>

  /** What happened from `from` to before `to`, by when it was credited, released, deducted. */
  totals(from: Date, to: Date): Promise<EarningTotals>
  /** What each creator was credited in that time, in pages: for figures on how income is spread, never published. */
  creditedByCreator(from: Date, to: Date): AsyncIterable<readonly { creatorId: string; amountIdr: bigint }[]>
  /** Every movement but ad income that was recorded after `after` (null: ever) and up to `until`, in pages. */
  eachMovement(after: Date | null, until: Date): AsyncIterable<readonly EarningMovement[]>
  /** Before an account is erased. Refused while anything is owed to it, unless what is owed is kept: then its lines and
   *  balances stay as they are, as the stage's debt; what names others in them is blanked; its splits end tomorrow.
   *  @throws Refusal earnings_owed */
  closeFor(creatorId: string, options?: { keepOwed?: boolean }): Promise<Closing>
  /** Makes the lines of periods that were posted before there were lines. Twice is the same as once. @returns how many */
  takeOver(creatorIds: readonly string[]): Promise<number>
  /** The same for all that `creatorsBefore` names, once. */
  takeOverAll(): Promise<number>
  /** Each account holds what its rows say. @param paidOut net payouts by creator, if known: then the available accounts
   *  are held to it exactly */
  audit(
    paidOut?: (creatorIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>,
  ): Promise<EarningsAudit>
  readonly config: EarningsConfig
  readonly accounts: Pick<Identity, 'findByHandle' | 'findMany'>
  readonly timeZone: string
  readonly countOperators: () => Promise<number>
}
