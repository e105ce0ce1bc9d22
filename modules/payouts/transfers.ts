/** A payout in the ledger: what reserves it, what settles it, what gives it back. Every id follows from the payout, so
 *  that asking again moves nothing. Pure. */
import { uuidFrom } from '../../platform/ids.ts'
import { availableAccount } from '../earnings/index.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { withheldAccount } from '../tax/index.ts'
import { bankAccount, clearingAccount, feesAccount, transferCodes, wholeLedger } from './accounts.ts'

export interface Reserved {
  readonly id: string
  readonly accountId: string
  readonly provider: string
  readonly netIdr: bigint
  readonly feeIdr: bigint
  readonly taxLines: readonly { readonly ruleId: string; readonly remitAs: string; readonly taxIdr: bigint }[]
}

/** The part of a payout that goes one way. */
interface Part {
  readonly name: string
  readonly to: string
  readonly amount: bigint
  readonly code: number
  readonly backCode: number
}

function partsOf(payout: Reserved): Part[] {
  const { net, tax, fee, netBack, taxBack, feeBack } = transferCodes
  return [
    {
      name: 'net',
      to: clearingAccount(payout.provider).id,
      amount: payout.netIdr,
      code: net,
      backCode: netBack,
    },
    ...payout.taxLines.map((line, place) => ({
      name: `tax ${place} ${line.ruleId}`,
      to: withheldAccount(line.remitAs).id,
      amount: line.taxIdr,
      code: tax,
      backCode: taxBack,
    })),
    { name: 'fee', to: feesAccount.id, amount: payout.feeIdr, code: fee, backCode: feeBack },
  ].filter((part) => part.amount > 0n)
}

const idOf = (step: string, payoutId: string, part: string): string =>
  uuidFrom('payouts', step, payoutId, part)

/** Of the net part: what the control sum adds up. */
export const pendingNetId = (payoutId: string): string => idOf('reserve', payoutId, 'net')
/** Ids of which one exists once the net part is resolved. */
export const resolvedNetIds = (payoutId: string): readonly [string, string] => [
  idOf('post', payoutId, 'net'),
  idOf('void', payoutId, 'net'),
]

/** What leaves a creator when a payout is paid, part by part, with the ids of the transfers that take it and bring it
 *  back. */
export const movesOf = (payout: Reserved) =>
  partsOf(payout).map((part) => {
    const place = /^tax (\d+) /.exec(part.name)?.[1]
    return {
      part: part.name,
      amount: part.amount,
      postId: idOf('post', payout.id, part.name),
      backId: idOf('back', payout.id, part.name),
      /** Of a tax: its place among the payout's lines. */
      taxPlace: place === undefined ? undefined : Number(place),
    }
  })

const chained = (transfers: NewTransfer[]): NewTransfer[] =>
  transfers.map((one, place) => (place < transfers.length - 1 ? { ...one, linked: true } : one))

/** Reserves: pending without an end, for a bank may take its time. */
export const reserveTransfers = (payout: Reserved): NewTransfer[] =>
  chained(
    partsOf(payout).map((part) => ({
      id: idOf('reserve', payout.id, part.name),
      debit: availableAccount(payout.accountId),
      credit: part.to,
      ledger: wholeLedger,
      amount: part.amount,
      code: part.code,
      kind: 'pending',
      sourceId: payout.id,
    })),
  )

const resolve = (payout: Reserved, kind: 'post' | 'void'): NewTransfer[] =>
  partsOf(payout).map((part) => ({
    id: idOf(kind, payout.id, part.name),
    debit: availableAccount(payout.accountId),
    credit: part.to,
    ledger: wholeLedger,
    amount: part.amount,
    code: part.code,
    kind,
    pendingId: idOf('reserve', payout.id, part.name),
    sourceId: payout.id,
  }))

/** The bank paid: tax and fee are owed and earned, and the net leaves the clearing account for the bank, where it was
 *  taken from. */
export const settleTransfers = (payout: Reserved): NewTransfer[] =>
  chained([
    ...resolve(payout, 'post'),
    {
      id: idOf('paid', payout.id, 'net'),
      debit: clearingAccount(payout.provider).id,
      credit: bankAccount.id,
      ledger: wholeLedger,
      amount: payout.netIdr,
      code: transferCodes.paid,
      sourceId: payout.id,
    },
  ])

export const releaseTransfers = (payout: Reserved): NewTransfer[] => chained(resolve(payout, 'void'))

/** It was paid and came back later: the same way back, by new transfers. */
export const comeBackTransfers = (payout: Reserved): NewTransfer[] =>
  chained([
    {
      id: idOf('came-back', payout.id, 'net'),
      debit: bankAccount.id,
      credit: clearingAccount(payout.provider).id,
      ledger: wholeLedger,
      amount: payout.netIdr,
      code: transferCodes.cameBack,
      sourceId: payout.id,
    },
    ...partsOf(payout).map((part) => ({
      id: idOf('back', payout.id, part.name),
      debit: part.to,
      credit: availableAccount(payout.accountId),
      ledger: wholeLedger,
      amount: part.amount,
      code: part.backCode,
      sourceId: payout.id,
    })),
  ])
