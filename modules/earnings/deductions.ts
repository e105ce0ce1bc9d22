/** Taking back, appealing, deciding. Each holds the creator's lock, so that releases, payouts and other deductions see
 *  what it left. */
import { dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { commonRefusals } from '../../platform/contract.ts'
import type { NewTransfer } from '../ledger/index.ts'
import {
  availableAccount,
  deductedAccount,
  deductedOf,
  disputedAccount,
  pendingAccount,
  reserveAccount,
  transferCodes,
} from './accounts.ts'
import { earningsRefusals } from './contract.ts'
import type { Deduction, NewDeduction } from './deduction.ts'
import type { EarningsDeps } from './face.ts'
import { handOnDue } from './hand-on.ts'
import { linked, move, retryMoved, submitAll } from './move-money.ts'
import * as lines from './store.ts'
import * as store from './store-deductions.ts'
import { deductId, giveBackId } from './transfer-ids.ts'

const dayMs = 86_400_000

export const deduct = (deps: EarningsDeps, by: string, asked: NewDeduction): Promise<Deduction> =>
  retryMoved(() =>
    deps.db.transaction(async (tx) => {
      const { deduction, transfers } = await deductIn(deps, tx, by, asked)
      await submitAll(deps.ledger, tx, transfers)
      return deduction
    }),
  )

export async function deductIn(
  deps: EarningsDeps,
  tx: Tx,
  by: string | null,
  asked: NewDeduction,
): Promise<{ deduction: Deduction; transfers: NewTransfer[] }> {
  const { clock, config, ledger } = deps
  const { id, creatorId, amountIdr, reason } = asked
  assert(amountIdr > 0n, 'a deduction is of at least one rupiah')
  await lines.lockCreators(tx, [creatorId])
  const now = clock.now()
  const made = await store.insertDeduction(tx, {
    id,
    creatorId,
    amountIdr,
    reason,
    fraud: asked.fraud ?? false,
    evidence: asked.evidence,
    lineId: asked.lineId ?? null,
    to: toOf(deps, asked),
    owedTo: asked.owedTo ?? null,
    by,
    at: now,
    appealUntil: new Date(now.getTime() + config.APPEAL_DAYS * dayMs),
  })
  if (!made) return { deduction: await sameAsAsked(deps, tx, asked), transfers: [] }

  const available = await availableOf(deps, tx, creatorId)
  if (available === undefined) refuse(earningsRefusals.deduction_amount_wrong)
  const takings = await takeFrom(tx, asked, available)
  await store.insertTakings(tx, takings, now)
  const sumOf = (place: store.Taking['place']) =>
    takings.reduce((sum, one) => sum + (one.place === place ? one.amountIdr : 0n), 0n)
  const take = (place: 'reserve' | 'pending' | 'available', account: string) =>
    move({
      id: deductId(id, place),
      debit: account,
      credit: deductedAccount(reason),
      amount: sumOf(place),
      code: transferCodes.deduct,
      sourceId: id,
      reason,
    })
  const transfers = linked([
    ...take('reserve', reserveAccount(creatorId)),
    ...take('pending', pendingAccount(creatorId)),
    ...take('available', availableAccount(creatorId)),
  ])
  const ours = deps.toAccounts?.[reason]
  await ledger.openAccounts(tx, [deductedOf(reason), ...(ours === undefined ? [] : [ours])])
  return { deduction: present(await store.findDeduction(tx, id), 'it was just made'), transfers }
}

/** An account named for it, or the stage's for its reason, unless it is somebody's. */
const toOf = ({ toAccounts }: EarningsDeps, { to, owedTo, reason }: NewDeduction): string | null =>
  to ?? (owedTo === undefined ? toAccounts?.[reason]?.id : undefined) ?? null

async function sameAsAsked(deps: EarningsDeps, tx: Tx, asked: NewDeduction): Promise<Deduction> {
  const kept = present(await store.findDeduction(tx, asked.id), 'the id is taken')
  const isSame =
    kept.creatorId === asked.creatorId &&
    kept.amountIdr === asked.amountIdr &&
    kept.reason === asked.reason &&
    kept.to === toOf(deps, asked) &&
    kept.owedTo === (asked.owedTo ?? null)
  return isSame ? kept : refuse(earningsRefusals.deduction_differs)
}

/** What payouts have not reserved; undefined when the creator never earned. */
async function availableOf(deps: EarningsDeps, tx: Tx, creatorId: string): Promise<bigint | undefined> {
  const [available] = await deps.ledger.balances([availableAccount(creatorId)], tx)
  return available && available.creditsPosted - available.debitsPosted - available.debitsPending
}

/** The reserve is there for this; then goes what is on hold; what the creator may take out goes last. */
async function takeFrom(
  tx: Tx,
  { id, creatorId, amountIdr, lineId }: NewDeduction,
  availableIdr: bigint,
): Promise<store.Taking[]> {
  const takings: store.Taking[] = []
  let left = amountIdr
  const add = (taking: Pick<store.Taking, 'place' | 'amountIdr'> & Partial<store.Taking>, key: string) => {
    takings.push({
      id: uuidFrom('earnings.taking', id, key),
      deductionId: id,
      lineId: null,
      reserveId: null,
      releaseId: null,
      ...taking,
    })
    left -= taking.amountIdr
  }
  for (const reserve of await lines.openReserves(tx, creatorId)) {
    const rest = reserve.amountIdr - reserve.takenIdr
    const part = rest < left ? rest : left
    if (part === 0n) break
    await lines.takeFromReserve(tx, reserve.id, part)
    add({ place: 'reserve', reserveId: reserve.id, amountIdr: part }, reserve.id)
  }
  if (left > 0n)
    for (const taken of await lines.takeFromLines(tx, creatorId, left, lineId))
      add({ place: 'pending', lineId: taken.lineId, amountIdr: taken.amountIdr }, taken.lineId)
  const part = availableIdr < left ? availableIdr : left
  if (part > 0n) add({ place: 'available', amountIdr: part }, 'available')
  assert(left >= 0n, 'no more is taken than was asked for')
  return takings
}

export async function appeal(
  deps: EarningsDeps,
  creatorId: string,
  id: string,
  text: string,
): Promise<Deduction> {
  return deps.db.transaction(async (tx) => {
    await lines.lockCreators(tx, [creatorId])
    const deduction = await store.findDeduction(tx, id)
    if (deduction?.creatorId !== creatorId) refuse(commonRefusals.not_found)
    if (deduction.state === 'appealed') return deduction
    if (deduction.appealedAt !== null) refuse(earningsRefusals.deduction_settled, { state: deduction.state })
    const now = deps.clock.now()
    if (deduction.state !== 'taken' || now >= deduction.appealUntil)
      refuse(earningsRefusals.appeal_too_late, { day: dayOf(deduction.appealUntil, deps.timeZone) })
    assert(await store.markAppealed(tx, id, text, now), 'the creator is locked')
    const frozen = move({
      id: uuidFrom('earnings.appeal', id),
      debit: deductedAccount(deduction.reason),
      credit: disputedAccount(creatorId),
      amount: deduction.collectedIdr,
      code: transferCodes.appeal,
      sourceId: id,
      reason: `appealed: ${deduction.reason}`,
    })
    const kept = present(await store.findDeduction(tx, id), 'it was just there')
    await submitAll(deps.ledger, tx, frozen)
    return kept
  })
}

export async function decide(
  deps: EarningsDeps,
  operatorId: string,
  id: string,
  outcome: 'returned' | 'final',
  note: string,
): Promise<Deduction> {
  const operators = await deps.countOperators()
  const decided = await deps.db.transaction(async (tx) => {
    const known = await store.findDeduction(tx, id)
    if (known === undefined) refuse(commonRefusals.not_found)
    const { creatorId, reason } = known
    await lines.lockCreators(tx, [creatorId])
    const deduction = present(await store.findDeduction(tx, id), 'it was just there')
    const { state } = deduction
    if (state === outcome && deduction.decidedAt !== null) return deduction
    if (state !== 'appealed') refuse(earningsRefusals.deduction_settled, { state })
    if (deduction.deductedBy === operatorId && operators >= 2) refuse(earningsRefusals.decide_by_another)

    const back = outcome === 'returned' ? await giveBack(tx, id) : { pending: 0n, reserve: 0n, available: 0n }
    const at = deps.clock.now()
    assert(
      await store.markDecided(tx, id, { outcome, by: operatorId, note, at, ...back }),
      'the creator is locked',
    )
    const disputed = disputedAccount(creatorId)
    const giveTo = (place: keyof typeof back, account: string) =>
      move({
        id: giveBackId(id, place),
        debit: disputed,
        credit: account,
        amount: back[place],
        code: transferCodes.giveBack,
        sourceId: id,
        reason: `returned: ${reason}`,
      })
    const transfers =
      outcome === 'returned'
        ? [
            ...giveTo('pending', pendingAccount(creatorId)),
            ...giveTo('reserve', reserveAccount(creatorId)),
            ...giveTo('available', availableAccount(creatorId)),
          ]
        : move({
            id: uuidFrom('earnings.stands', id),
            debit: disputed,
            credit: deductedAccount(reason),
            amount: deduction.collectedIdr,
            code: transferCodes.stands,
            sourceId: id,
            reason: `stands: ${reason}`,
          })
    const kept = present(await store.findDeduction(tx, id), 'it was just there')
    await submitAll(deps.ledger, tx, linked(transfers))
    return kept
  })
  return decided
}

/** Back to where it came from, as far as that still waits; else to what may be paid out. */
async function giveBack(
  tx: Tx,
  id: string,
): Promise<{ pending: bigint; reserve: bigint; available: bigint }> {
  const back = { pending: 0n, reserve: 0n, available: 0n }
  for (const { lineId, reserveId, amountIdr } of await store.takingsOf(tx, id)) {
    if (lineId !== null && (await lines.giveBackToLine(tx, lineId, amountIdr))) back.pending += amountIdr
    else if (reserveId !== null && (await lines.giveBackToReserve(tx, reserveId, amountIdr)))
      back.reserve += amountIdr
    else back.available += amountIdr
  }
  return back
}

/** @returns how many became final */
export async function finishAppeals(deps: EarningsDeps): Promise<number> {
  let finished = 0
  for (;;) {
    const overdue = await store.overdueAppeals(deps.db, deps.clock.now(), 200)
    if (overdue.length === 0) break
    for (const { id, creatorId } of overdue)
      await deps.db.transaction(async (tx) => {
        await lines.lockCreators(tx, [creatorId])
        if (await store.markFinal(tx, id, deps.clock.now())) finished += 1
      })
  }
  await handOnDue(deps)
  return finished
}
