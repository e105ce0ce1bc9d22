/** A payment whose price is shared by a creator and the stage: how it comes in, and how it goes back. */
import type { Tx } from '../../platform/db/index.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { owes, platformIncome } from '../coins/index.ts'
import type { Earnings, NewEarning } from '../earnings/index.ts'
import type { Ledger, NewTransfer } from '../ledger/index.ts'
import { refundsAccount, unappliedAccount } from '../payments/index.ts'
import { transferCodes, wholeLedger } from './accounts.ts'
import { takenBack } from './shares.ts'

export interface SharedPayment {
  /** What the transfers are of: a tip's or a charge's id. */
  readonly id: string
  readonly what: 'tip' | 'subscription'
  /** The price: without the gateway's fee and tax. */
  readonly amountIdr: bigint
  readonly creatorIdr: bigint
  readonly gatewayIdr: bigint
}

export interface ShareDeps {
  readonly earnings: Pick<Earnings, 'credit' | 'openFor' | 'reverse'>
  readonly ledger: Pick<Ledger, 'balances'>
}

const lineOf = ({ what, id }: SharedPayment): string => uuidFrom('gifts.shared-payment', what, id)

/** The creator's part is earned; the rest and the gateway's fee are the stage's, which pays that fee. All of it comes
 *  out of what was paid. */
export async function sharePaid(
  { earnings }: ShareDeps,
  tx: Tx,
  paid: SharedPayment,
  line: Pick<NewEarning, 'creatorId' | 'videoId' | 'fanId' | 'about' | 'earnedAt'>,
): Promise<NewTransfer[]> {
  await earnings.openFor(tx, [line.creatorId])
  const credited = await earnings.credit(tx, [
    { ...line, id: lineOf(paid), source: paid.what, amountIdr: paid.creatorIdr, from: unappliedAccount.id },
  ])
  const stage = [
    { amount: paid.amountIdr - paid.creatorIdr, part: 'income', code: transferCodes.shareIncome },
    { amount: paid.gatewayIdr, part: 'fee', code: transferCodes.gatewayFee },
  ]
    .filter((one) => one.amount > 0n)
    .map(({ amount, part, code }) => ({
      id: uuidFrom('gifts.shared-payment', paid.what, paid.id, part),
      debit: unappliedAccount.id,
      credit: platformIncome.id,
      ledger: wholeLedger,
      amount,
      code,
      sourceId: paid.id,
      reason: paid.what,
    }))
  return [...credited, ...stage]
}

/** Takes back what of it is still on hold and the stage's own part; the rest is the stage's loss, never the creator's.
 *  @param netIdr what goes back, without tax */
export async function shareReturned(
  { earnings, ledger }: ShareDeps,
  tx: Tx,
  paid: SharedPayment,
  netIdr: bigint,
  returnId: string,
): Promise<NewTransfer[]> {
  const { creatorIdr, platformIdr } = takenBack(paid, netIdr)
  const transfers: NewTransfer[] = []
  const [income] = await ledger.balances([platformIncome.id], tx)
  if (platformIdr > 0n && owes(income) >= platformIdr)
    transfers.push({
      id: uuidFrom('gifts.shared-payment-back', returnId),
      debit: platformIncome.id,
      credit: refundsAccount.id,
      ledger: wholeLedger,
      amount: platformIdr,
      code: transferCodes.shareIncomeBack,
      sourceId: paid.id,
      reason: paid.what,
    })
  if (creatorIdr > 0n) {
    const reversed = await earnings.reverse(tx, {
      id: uuidFrom('gifts.shared-payment-reversal', returnId),
      lineId: lineOf(paid),
      amountIdr: creatorIdr,
      to: refundsAccount.id,
    })
    transfers.push(...reversed.transfers)
  }
  return transfers
}
