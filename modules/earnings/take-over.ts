import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Transfer } from '../ledger/index.ts'
import { pendingAccount, postedBeforeLines } from './accounts.ts'
import { holdDaysOf } from './credit.ts'
import type { EarningsDeps } from './face.ts'
import * as store from './store.ts'

const page = 1_000
const dayMs = 86_400_000

/** Each transfer that posted a period before there were lines gets the line that it would have had; its id follows from
 *  the transfer's, so that this can be done again. The money is on the pending account already: nothing moves.
 *  @returns how many lines were made */
export async function takeOver(deps: EarningsDeps, creatorIds: readonly string[]): Promise<number> {
  const { db, ledger, config } = deps
  let made = 0
  for (const creatorId of creatorIds) {
    const account = pendingAccount(creatorId)
    for (let after = 0n; ; ) {
      const transfers = await ledger.transfersOf(account, { after, limit: page })
      const lines = transfers
        .filter((one) => one.credit === account && one.code === postedBeforeLines && one.kind === 'single')
        .map((one) => lineOf(creatorId, one, holdDaysOf(config, 'ads')))
      if (lines.length > 0) made += await db.transaction((tx) => store.insertLines(tx, lines))
      const last = transfers.at(-1)
      if (transfers.length < page || last === undefined) break
      after = last.seq
    }
  }
  return made
}

function lineOf(creatorId: string, transfer: Transfer, holdDays: number): store.NewLine {
  const id = uuidFrom('earnings.opening', transfer.id)
  const period = /^close of (\S+)$/.exec(transfer.reason ?? '')?.[1]
  return {
    id,
    originId: id,
    creatorId,
    source: 'ads',
    of: 'ads',
    amountIdr: transfer.amount,
    from: transfer.debit,
    videoId: null,
    splitId: null,
    fanId: null,
    about: { transfer: transfer.id, ...(period === undefined ? {} : { period }) },
    earnedAt: transfer.at,
    creditedAt: transfer.at,
    releaseAt: new Date(transfer.at.getTime() + holdDays * dayMs),
  }
}

/** All creators, once; a stop in the middle begins again and makes no line twice. */
export async function takeOverAll(
  deps: EarningsDeps,
  openFor: (creatorIds: readonly string[]) => Promise<void>,
): Promise<number> {
  if (deps.creatorsBefore === undefined || (await store.isTakenOver(deps.db))) return 0
  let made = 0
  for await (const creatorIds of deps.creatorsBefore()) {
    assert(creatorIds.length <= page, 'creators come in pages')
    await openFor(creatorIds)
    made += await takeOver(deps, creatorIds)
  }
  await deps.db.transaction((tx) => store.markTakenOver(tx, deps.clock.now()))
  return made
}
