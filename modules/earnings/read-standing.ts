/** What stands on a creator's accounts. Rows and ledger are read in one snapshot, so that they agree. */
import { toDay } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { availableAccount, disputedAccount, pendingAccount, reserveAccount } from './accounts.ts'
import type { EarningsDeps, Standing } from './face.ts'
import type { Balances } from './line.ts'
import * as store from './store.ts'
import { countUnread, owedBy } from './store-deductions.ts'
import { dueOnAccounts } from './store-totals.ts'

export const readBalances = (deps: EarningsDeps, creatorId: string): Promise<Balances> =>
  deps.db.transaction(async (tx) => {
    await store.holdSnapshot(tx)
    return balancesIn(deps, tx, creatorId)
  })

async function balancesIn(deps: EarningsDeps, tx: Tx, creatorId: string): Promise<Balances> {
  const accounts = [pendingAccount, availableAccount, reserveAccount, disputedAccount].map((id) =>
    id(creatorId),
  )
  const found = new Map((await deps.ledger.balances(accounts, tx)).map((one) => [one.id, one]))
  const [pending, available, reserve, disputed] = accounts.map((id) => {
    const one = found.get(id)
    return { posted: one ? one.creditsPosted - one.debitsPosted : 0n, leaving: one?.debitsPending ?? 0n }
  })
  const [due] = await dueOnAccounts(tx, [creatorId])
  const onAvailable = available?.posted ?? 0n
  const inPayoutIdr = available?.leaving ?? 0n
  return {
    pendingIdr: pending?.posted ?? 0n,
    availableIdr: onAvailable - inPayoutIdr,
    reserveIdr: reserve?.posted ?? 0n,
    disputedIdr: disputed?.posted ?? 0n,
    inPayoutIdr,
    // What came onto the account by this module's rows and is no longer there went out by payouts.
    paidIdr: BigInt(due?.available ?? 0) - onAvailable,
    owedIdr: await owedBy(tx, creatorId),
  }
}

export const readStanding = (deps: EarningsDeps, creatorId: string): Promise<Standing> =>
  deps.db.transaction(async (tx) => {
    await store.holdSnapshot(tx)
    const releases = await store.releasesAhead(tx, creatorId, deps.timeZone)
    return {
      balances: await balancesIn(deps, tx, creatorId),
      sources: (await store.earnedBySource(tx, creatorId)).map((row) => ({
        source: row.source,
        earnedIdr: BigInt(row.earnedIdr),
        onHoldIdr: BigInt(row.onHoldIdr),
      })),
      releases: releases.map((row) => ({ day: toDay(row.day), amountIdr: BigInt(row.amountIdr) })),
      reserves: (await store.openReserves(tx, creatorId)).map((row) => ({
        amountIdr: row.amountIdr - row.takenIdr,
        until: row.until,
        reason: row.reason,
      })),
      unreadDeductions: await countUnread(tx, creatorId),
    }
  })
