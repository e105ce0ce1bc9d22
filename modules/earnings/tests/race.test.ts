/** A seeded life in which everything happens at once. `node modules/earnings/tests/race.test.ts --seed=N` replays the
 *  order in which things are asked. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Refusal } from '../../../platform/errors.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { stands } from '../../ledger/index.ts'
import { availableAccount, deductedAccount, type DeductionReason } from '../index.ts'
import { aVideoOf, anEarning, elsewhere, person, purse } from '../testing.ts'
import { assertLaws, day, stage } from './stage.ts'

const seed = process.argv.find((one) => one.startsWith('--seed='))?.slice(7) ?? '20261123'
const creators = ['sari', 'budi', 'citra', 'dewi']
const reasons: readonly DeductionReason[] = ['invalid_traffic', 'chargeback', 'rights_claim']

test(`I1, I3, I12: credits, splits, releases, refunds, payouts, deductions and appeals at once (seed ${seed}): every account is its rows`, {
  timeout: 120_000,
}, async (t) => {
  const paid = new Map<string, bigint>()
  const house = await stage(t, {
    max: 12,
    config: { RESERVE_PERCENT: 7, RESERVE_DAYS: 3, APPEAL_DAYS: 5, RELEASE_BATCH: 2 },
  })
  const { earnings, ledger, clock, db, credited } = house
  let drawn = 0
  const draw = (below: number): number =>
    createHash('sha256').update(`${seed}:${drawn++}`).digest().readUInt32BE() % below
  const pick = <T>(list: readonly T[], why: string): T => {
    const one = list[draw(list.length)]
    assert.ok(one !== undefined, why)
    return one
  }
  await earnings.openFor(db, creators.map(person))
  const video = aVideoOf(house, ...creators)
  const split = await earnings.proposeSplit(
    person('sari'),
    video,
    creators.map((handle, at) => ({ handle, basisPoints: at === 0 ? 4_000 : 2_000 })),
  )
  for (const name of creators.slice(1)) await earnings.answerSplit(person(name), split?.id ?? '', true)
  clock.advance(day)

  const lines: string[] = []
  const deductions: { id: string; creator: string }[] = []
  let created = 0n
  const outcomes = new Map<string, number>()
  const acts: Record<string, () => Promise<unknown>> = {
    async credit() {
      const creator = pick(creators, 'creators')
      const amount = BigInt(1 + draw(5_000))
      const line = anEarning(`${seed} ${drawn}`, creator, amount, clock.now(), {
        source: pick(['gift', 'tip', 'ads'] as const, 'sources'),
        ...(draw(3) === 0 ? { videoId: video } : {}),
      })
      created += amount
      await Promise.all([credited([line]), credited([line])])
      lines.push(line.id)
    },
    release: () => earnings.releaseDue(),
    async refund() {
      if (lines.length === 0) return
      const lineId = pick(lines, 'lines')
      const id = uuidFrom('refund', String(drawn))
      await db.transaction(async (tx) => {
        const { transfers } = await earnings.reverse(tx, { id, lineId, amountIdr: 1n, to: elsewhere.id })
        if (transfers.length > 0) assert.ok((await ledger.submitIn(tx, transfers)).every(stands))
      })
    },
    /** One that keeps to the lock, and one that does not. */
    async payout() {
      const creator = pick(creators, 'creators')
      const isPolite = draw(2) === 0
      const id = uuidFrom('payout', String(drawn))
      const amount = BigInt(1 + draw(3_000))
      const transfer = {
        id,
        debit: availableAccount(person(creator)),
        credit: elsewhere.id,
        ledger: 1,
        amount,
        code: 900,
      }
      const [result] = isPolite
        ? await db.transaction(async (tx) => {
            await earnings.lockFor(tx, [person(creator)])
            return ledger.submitIn(tx, [transfer])
          })
        : await ledger.submit([transfer])
      if (result && stands(result)) paid.set(person(creator), (paid.get(person(creator)) ?? 0n) + amount)
    },
    async deduct() {
      const creator = pick(creators, 'creators')
      const one = { id: uuidFrom('deduction', seed, String(drawn)), creator }
      const asked = {
        id: one.id,
        creatorId: person(creator),
        amountIdr: BigInt(1 + draw(draw(3) === 0 ? 30_000 : 3_000)),
        reason: pick(reasons, 'reasons'),
        fraud: draw(4) === 0,
        evidence: { summary: 'Bukti untuk pengujian.', facts: [] },
        ...(draw(2) === 0 ? { to: elsewhere.id } : {}),
      }
      deductions.push(one)
      await Promise.all([earnings.deduct(person('ana'), asked), earnings.deduct(person('bayu'), asked)])
    },
    async appeal() {
      if (deductions.length === 0) return
      const { id, creator } = pick(deductions, 'deductions')
      const ask = () => earnings.appeal(person(creator), id, 'Mohon diperiksa lagi.')
      await Promise.all([ask(), ask()])
    },
    async decide() {
      if (deductions.length === 0) return
      const { id } = pick(deductions, 'deductions')
      const decide = (outcome: 'returned' | 'final') =>
        earnings.decide(person('cici'), id, outcome, 'Sudah diperiksa.')
      const both = await Promise.allSettled([decide('returned'), decide('final')])
      const [one, two] = both
      if (one.status === 'rejected' && two.status === 'rejected') throw one.reason
      assert.ok(one.status !== two.status, 'one decision stands')
    },
    finish: () => earnings.finishAppeals(),
    look: () => earnings.standing(person(pick(creators, 'creators'))),
  }
  const names = Object.keys(acts)
  for (let round = 0; round < 40; round++) {
    const chosen = Array.from({ length: 10 }, () => pick([...names, 'credit', 'credit'], 'acts'))
    const answers = await Promise.allSettled(chosen.map((name) => acts[name]?.()))
    answers.forEach((answer, at) => {
      const isRefused = answer.status === 'rejected' && answer.reason instanceof Refusal
      if (answer.status === 'rejected' && !isRefused) throw answer.reason
      const key = `${chosen[at]} ${answer.status}`
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    })
    clock.advance((draw(5) - 1) * (day / 2))
    if (round % 10 === 9) await assertLaws(house)
  }
  for (const name of names.filter((one) => one !== 'look'))
    assert.ok((outcomes.get(`${name} fulfilled`) ?? 0) > 0, `nothing was done by ${name}`)

  clock.advance(60 * day)
  await earnings.releaseDue()
  await earnings.finishAppeals()
  await assertLaws(house)
  assert.deepEqual((await earnings.audit(async () => paid)).faults, [])
  // Every rupiah that was credited is with somebody.
  const balances = await ledger.balances([purse.id, elsewhere.id, ...reasons.map(deductedAccount)])
  const on = (id: string): bigint => {
    const one = balances.find((balance) => balance.id === id)
    return one ? one.creditsPosted - one.debitsPosted : 0n
  }
  assert.equal(-on(purse.id), created)
  let owned = on(elsewhere.id) + reasons.reduce((sum, reason) => sum + on(deductedAccount(reason)), 0n)
  for (const name of creators) {
    const { pendingIdr, availableIdr, reserveIdr, disputedIdr } = await earnings.balances(person(name))
    assert.ok([pendingIdr, availableIdr, reserveIdr, disputedIdr].every((one) => one >= 0n))
    owned += pendingIdr + availableIdr + reserveIdr + disputedIdr
  }
  assert.equal(owned, created)

  // What is told of movements is what the ledger holds, transfer by transfer, and adds up to what is owed.
  const told = (await Array.fromAsync(earnings.eachMovement(null, clock.now()))).flat()
  assert.deepEqual(
    new Set(told.map((one) => one.kind)),
    new Set(['gift', 'tip', 'split', 'refund', 'deduction', 'returned']),
  )
  const transfers = new Map(
    (await ledger.findTransfers(told.map((one) => one.transferId))).map((one) => [one.id, one]),
  )
  assert.equal(transfers.size, told.length)
  for (const { transferId, amount, split } of told) {
    assert.equal(transfers.get(transferId)?.amount, amount)
    if (split) assert.ok(split.of >= amount && split.basisPoints > 0n)
  }
  const collected = [...transfers.values()].filter((one) => one.code === 435)
  assert.ok(collected.length > 0, 'something owed was collected')
  const adds = new Set(['gift', 'tip', 'split', 'returned'])
  for (const name of creators) {
    const mine = (await Array.fromAsync(earnings.eachLine(person(name), { source: 'ads' }))).flat()
    let due = mine.reduce((sum, line) => sum + line.amountIdr, 0n)
    for (const { creatorId, kind, amount } of told)
      if (creatorId === person(name)) due += adds.has(kind) ? amount : -amount
    const { pendingIdr, availableIdr, reserveIdr, paidIdr } = await earnings.balances(person(name))
    assert.equal(pendingIdr + availableIdr + reserveIdr + paidIdr, due)
  }
})
