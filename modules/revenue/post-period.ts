import { assert } from '../../platform/errors.ts'
import type { NewTransfer } from '../ledger/index.ts'
import * as accounts from './accounts.ts'
import { MICRO } from './carry.ts'
import type { RevenueDeps } from './deps.ts'
import { postTransfers } from './post-transfers.ts'
import { keepPostings } from './store-income.ts'
import * as store from './store-periods.ts'
import { eachSplit } from './store-splits.ts'

/** Moves what a fixed period says. Every id follows from what it is for: a second run moves nothing twice. */
export async function postPeriod(deps: RevenueDeps, row: store.PeriodRow): Promise<void> {
  const { ledger, db } = deps
  await postTransfers(
    ledger,
    db,
    [...accounts.sharedAccounts(), ...accounts.conversionAccounts()],
    row.platformPosted > 0n
      ? [
          wholeChain(
            row.period,
            'platform',
            accounts.platformAccount,
            accounts.platformIncomeAccount,
            row.platformPosted,
          ),
        ]
      : [],
  )
  if (row.format === 2) await postSplits(deps, row)
  for await (const batch of store.eachCreatorOfPeriod(db, row.sequence)) {
    const due = batch.filter((one) => one.posted > 0n)
    if (due.length === 0) continue
    if (row.format === 2) await postThroughEarnings(deps, row, due)
    else await postDirectly(deps, row, due)
  }
}

/** Partners' parts of split videos leave the owners' accruals first: what is posted is net of them. */
async function postSplits({ ledger, db }: RevenueDeps, row: store.PeriodRow): Promise<void> {
  for await (const batch of eachSplit(db, row.sequence)) {
    const parts = batch.flatMap(({ splitId, ownerId, parts }) =>
      parts
        .filter((part) => part.creatorId !== ownerId && part.micro > 0n)
        .map((part) => ({ ...part, splitId, ownerId })),
    )
    await postTransfers(
      ledger,
      db,
      [...new Set(parts.map((part) => part.creatorId))].map(accounts.accrualOf),
      parts.map(({ splitId, ownerId, creatorId, micro }) => [
        {
          id: accounts.splitTransferId(row.period, splitId, creatorId),
          debit: accounts.accrualAccount(ownerId),
          credit: accounts.accrualAccount(creatorId),
          ledger: accounts.MICRO_LEDGER,
          amount: micro,
          code: accounts.TRANSFER_CODES.split,
          sourceId: splitId,
          reason: `shared video, ${row.period}`,
        },
      ]),
    )
  }
}

type Due = Pick<store.CreatorPeriodRow, 'creatorId' | 'posted'>

/** Micro units leave the accrual account into the conversion account; earnings takes the whole units out of its other
 *  side. Both or neither, creator by creator; line, transfers and the record of them in one transaction a batch. */
async function postThroughEarnings(
  { ledger, earnings, db }: RevenueDeps,
  row: store.PeriodRow,
  due: readonly Due[],
): Promise<void> {
  await earnings.openFor(
    db,
    due.map((one) => one.creatorId),
  )
  await db.transaction(async (tx) => {
    const credits = await earnings.credit(
      tx,
      due.map(({ creatorId, posted }) => ({
        id: accounts.earningId(row.period, creatorId),
        creatorId,
        source: 'ads',
        amountIdr: posted,
        from: accounts.conversionAccount(1),
        about: { period: row.period },
        earnedAt: row.closedAt,
      })),
    )
    const byAccount = new Map(credits.map((one) => [one.credit, one]))
    const whole = due.map(({ creatorId, posted }) => {
      const transfer = byAccount.get(accounts.pendingAccount(creatorId))
      assert(transfer?.amount === posted, 'an ads line is one transfer to its creator')
      return { creatorId, posted, transfer }
    })
    assert(credits.length === whole.length, 'and there is none besides')
    await keepPostings(
      tx,
      row.sequence,
      whole.map(({ creatorId, transfer }) => ({ creatorId, transferId: transfer.id })),
    )
    const chains = whole.flatMap(({ creatorId, posted, transfer }): NewTransfer[] => [
      { ...microLeg(row.period, creatorId, accounts.accrualAccount(creatorId), posted), linked: true },
      transfer,
    ])
    const results = await ledger.submitIn(tx, chains)
    results.forEach(({ status }, at) => {
      assert(status === 'created' || status === 'exists', `transfer ${chains[at]?.id} was refused: ${status}`)
    })
  })
}

/** As periods of version 1 were posted, before there were lines; earnings then writes the lines. */
async function postDirectly(
  { ledger, earnings, db }: RevenueDeps,
  row: store.PeriodRow,
  due: readonly Due[],
): Promise<void> {
  await postTransfers(
    ledger,
    db,
    due.map((one) => accounts.pendingOf(one.creatorId)),
    due.map((one) =>
      wholeChain(
        row.period,
        one.creatorId,
        accounts.accrualAccount(one.creatorId),
        accounts.pendingAccount(one.creatorId),
        one.posted,
      ),
    ),
  )
  await earnings.takeOver(due.map((one) => one.creatorId))
}

const microLeg = (period: string, of: string, accrual: string, posted: bigint): NewTransfer => ({
  id: accounts.closeTransferId(period, of, 'micro'),
  debit: accrual,
  credit: accounts.conversionAccount(2),
  ledger: accounts.MICRO_LEDGER,
  amount: posted * MICRO,
  code: accounts.TRANSFER_CODES.closeMicro,
  reason: `close of ${period}`,
})

const wholeChain = (
  period: string,
  of: string,
  accrual: string,
  to: string,
  posted: bigint,
): NewTransfer[] => [
  microLeg(period, of, accrual, posted),
  {
    id: accounts.closeTransferId(period, of, 'whole'),
    debit: accounts.conversionAccount(1),
    credit: to,
    ledger: accounts.WHOLE_LEDGER,
    amount: posted,
    code: accounts.TRANSFER_CODES.closeWhole,
    reason: `close of ${period}`,
  },
]
