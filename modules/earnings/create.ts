import { type Day, nextDay, startOfDay } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { accountsOf } from './accounts.ts'
import { audit } from './audit.ts'
import { closeFor } from './close-account.ts'
import { credit } from './credit.ts'
import { appeal, decide, deduct, deductIn, finishAppeals } from './deductions.ts'
import type { Earnings, EarningsDeps, LineFilter } from './face.ts'
import { eachMovement } from './movements.ts'
import { readBalances, readStanding } from './read-standing.ts'
import { creditedByCreator, readTotals } from './read-totals.ts'
import { releaseDue } from './release.ts'
import { reverse } from './reverse.ts'
import { answerSplit, endSplit, findSplits, proposeSplit, splitsOfVideo } from './splits.ts'
import * as store from './store.ts'
import * as deductions from './store-deductions.ts'
import { splitsOfAccount } from './store-splits.ts'
import { takeOver, takeOverAll } from './take-over.ts'

const accountsAtOnce = 2_000

export function createEarnings(deps: EarningsDeps): Earnings {
  const { db, clock, ledger, timeZone } = deps

  const openFor = async (on: Tx | Db, creatorIds: readonly string[]): Promise<void> => {
    const accounts = [...new Set(creatorIds)].flatMap(accountsOf)
    for (let at = 0; at < accounts.length; at += accountsAtOnce)
      for (const status of await ledger.openAccounts(on, accounts.slice(at, at + accountsAtOnce)))
        assert(
          status === 'created' || status === 'exists',
          `an account of another kind has this id: ${status}`,
        )
  }
  const range = ({ from, to, source }: LineFilter): store.LineRange => ({
    from: from && startOfDay(from, timeZone),
    before: to && startOfDay(nextDay(to), timeZone),
    source,
  })

  return {
    config: deps.config,
    accounts: deps.identity,
    timeZone,
    countOperators: deps.countOperators,
    openFor,
    credit: (tx, lines) => credit(deps, tx, lines),
    reverse: (tx, reversal) => reverse(deps, tx, reversal),
    async lockFor(tx, creatorIds) {
      await store.lockCreators(tx, creatorIds)
    },
    releaseDue: () => releaseDue(deps),
    finishAppeals: () => finishAppeals(deps),

    balances: (creatorId) => readBalances(deps, creatorId),
    standing: (creatorId) => readStanding(deps, creatorId),
    lines(creatorId, { after, limit, ...filter }) {
      assert(Number.isInteger(limit) && limit >= 1 && limit <= 1_000, 'a page has 1 to 1,000 lines')
      return store.linesOf(db, creatorId, range(filter), after, limit)
    },
    eachLine: (creatorId, filter) => store.eachLineOf(db, creatorId, range(filter)),

    splitOn: async (videoId, day) => (await findSplits(db, [videoId], [day])).on(videoId, day),
    splitsOn: (videoIds: readonly string[], days: readonly Day[]) => findSplits(db, videoIds, days),
    proposeSplit: (ownerId, videoId, parts) => proposeSplit(deps, ownerId, videoId, parts),
    answerSplit: (accountId, splitId, accepts) => answerSplit(deps, accountId, splitId, accepts),
    endSplit: (accountId, splitId) => endSplit(deps, accountId, splitId),
    splitsOf: (accountId) => splitsOfAccount(db, accountId),
    splitsOfVideo: (accountId, videoId) => splitsOfVideo(deps, accountId, videoId),

    deduct: (by, deduction) => deduct(deps, by, deduction),
    deductIn: (tx, by, deduction) => deductIn(deps, tx, by, deduction),
    appeal: (creatorId, deductionId, text) => appeal(deps, creatorId, deductionId, text),
    decide: (operatorId, deductionId, outcome, note) => decide(deps, operatorId, deductionId, outcome, note),
    deductionsOf: (creatorId) => deductions.deductionsOf(db, creatorId),
    listDeductions: (state) => deductions.listDeductions(db, state),
    unreadDeductions: (creatorId) => deductions.countUnread(db, creatorId),
    async seeDeductions(creatorId) {
      await db.transaction((tx) => deductions.markSeen(tx, creatorId, clock.now()))
    },

    totals: (from, to) => readTotals(db, from, to),
    creditedByCreator: (from, to) => creditedByCreator(db, from, to),
    eachMovement: (after, until) => eachMovement(db, after, until),
    closeFor: (creatorId, options) => closeFor(deps, creatorId, options),
    async takeOver(creatorIds) {
      await openFor(db, creatorIds)
      return takeOver(deps, creatorIds)
    },
    takeOverAll: () => takeOverAll(deps, (creatorIds) => openFor(db, creatorIds)),
    audit: (paidOut) => audit(deps, paidOut),
  }
}
