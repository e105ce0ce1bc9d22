import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uuidFrom } from '../../../platform/ids.ts'
import {
  availableAccount,
  createEarnings,
  deductedAccount,
  disputedAccount,
  type NewDeduction,
} from '../index.ts'
import { anEarning, elsewhere, person, purse } from '../testing.ts'
import { assertLaws, day, stage } from './stage.ts'

const ana = person('operator ana')
const bayu = person('operator bayu')

const aDeduction = (name: string, amountIdr: bigint, more: Partial<NewDeduction> = {}): NewDeduction => ({
  id: uuidFrom('test.deduction', name),
  creatorId: person('sari'),
  amountIdr,
  reason: 'invalid_traffic',
  evidence: {
    summary: 'Tayangan dari satu kelompok perangkat.',
    facts: [{ name: 'day', value: '2026-11-01' }],
  },
  ...more,
})

/** Sari: 90 in reserve, 500 on hold, 810 payable. */
async function withMoney(...args: Parameters<typeof stage>) {
  const [t, options] = args
  const house = await stage(t, { ...options, config: { RESERVE_PERCENT: 10, ...options?.config } })
  const { clock, credited, earnings } = house
  await credited([anEarning('lama', 'sari', 900n, clock.now())])
  clock.advance(7 * day)
  await earnings.releaseDue()
  await credited([
    anEarning('mawar', 'sari', 200n, clock.now()),
    anEarning('melati', 'sari', 300n, new Date(clock.now().getTime() + 1_000)),
  ])
  const places = async () => {
    const { reserveIdr, pendingIdr, availableIdr, disputedIdr, owedIdr } = await earnings.balances(
      person('sari'),
    )
    return [reserveIdr, pendingIdr, availableIdr, disputedIdr, owedIdr]
  }
  const held = async (account: string) => {
    const [found] = await house.ledger.balances([account])
    return found ? found.creditsPosted - found.debitsPosted : 0n
  }
  return { ...house, places, held }
}

test('I3: the reserve goes first, then what is on hold, then what is payable, never below zero; the rest is owed', async (t) => {
  const house = await withMoney(t)
  const { earnings, places, held } = house
  assert.deepEqual(await places(), [90n, 500n, 810n, 0n, 0n])
  await earnings.deduct(ana, aDeduction('satu', 60n))
  assert.deepEqual(await places(), [30n, 500n, 810n, 0n, 0n])
  await earnings.deduct(ana, aDeduction('dua', 130n))
  assert.deepEqual(await places(), [0n, 400n, 810n, 0n, 0n])
  await earnings.deduct(ana, aDeduction('tiga', 1_000n))
  assert.deepEqual(await places(), [0n, 0n, 210n, 0n, 0n])
  const last = await earnings.deduct(ana, aDeduction('empat', 300n))
  assert.deepEqual([last.collectedIdr, last.owedIdr], [210n, 90n])
  assert.deepEqual(await places(), [0n, 0n, 0n, 0n, 90n])
  assert.equal(await held(deductedAccount('invalid_traffic')), 1_400n)
  await assertLaws(house)
})

test('the line that is taken back goes first of what is on hold', async (t) => {
  const { earnings } = await withMoney(t)
  const { id } = anEarning('mawar', 'sari', 200n, new Date())
  await earnings.deduct(ana, aDeduction('satu', 290n, { lineId: id }))
  const lines = await earnings.lines(person('sari'), { limit: 9 })
  assert.deepEqual(
    lines.map((line) => [line.amountIdr, line.takenIdr, line.state]),
    [
      [300n, 0n, 'on_hold'],
      [200n, 200n, 'taken_back'],
      [900n, 0n, 'payable'],
    ],
  )
})

test('what is owed takes half of each release at most; confirmed fraud takes all it needs', async (t) => {
  const house = await withMoney(t, { config: { RESERVE_PERCENT: 0 } })
  const { earnings, clock, credited, places } = house
  await earnings.deduct(ana, aDeduction('utang', 1_500n))
  assert.deepEqual(await places(), [0n, 0n, 0n, 0n, 100n])
  const earn = async (name: string, amount: bigint) => {
    await credited([anEarning(name, 'sari', amount, clock.now())])
    clock.advance(7 * day)
    await earnings.releaseDue()
  }
  await earn('minggu 1', 101n)
  assert.deepEqual(await places(), [0n, 0n, 51n, 0n, 50n])
  await earnings.deduct(bayu, aDeduction('curang', 91n, { fraud: true }))
  assert.deepEqual(await places(), [0n, 0n, 0n, 0n, 90n])
  await earn('minggu 2', 60n)
  assert.deepEqual(await places(), [0n, 0n, 0n, 0n, 30n], 'fraud 40, then what is left up to half')
  await earn('minggu 3', 100n)
  assert.deepEqual(await places(), [0n, 0n, 70n, 0n, 0n])
  await assertLaws(house)
})

test('an appeal freezes what was taken; returned, it goes back to where it came from', async (t) => {
  const house = await withMoney(t)
  const { earnings, places, held, clock } = house
  const { id } = await earnings.deduct(ana, aDeduction('satu', 800n))
  assert.deepEqual(await places(), [0n, 0n, 600n, 0n, 0n])
  const appealed = await Promise.all(
    [1, 2, 3].map(() => earnings.appeal(person('sari'), id, 'Itu siaran bersama.')),
  )
  assert.deepEqual(new Set(appealed.map((one) => one.state)), new Set(['appealed']))
  assert.deepEqual(await places(), [0n, 0n, 600n, 800n, 0n])
  assert.equal(await held(deductedAccount('invalid_traffic')), 0n)
  await assertLaws(house)
  await assert.rejects(earnings.appeal(person('budi'), id, 'Bukan punyaku.'), { message: /not_found/ })

  clock.advance(7 * day + 500)
  await earnings.releaseDue() // one of the two lines is no longer on hold, the other is
  const { state } = await earnings.decide(bayu, id, 'returned', 'Benar, siaran bersama.')
  assert.equal(state, 'returned')
  assert.deepEqual(await places(), [90n, 300n, 1_010n, 0n, 0n])
  assert.equal(
    (await earnings.decide(bayu, id, 'returned', 'Lagi, sama saja.')).decisionNote,
    'Benar, siaran bersama.',
  )
  await assert.rejects(earnings.decide(bayu, id, 'final', 'Berubah pikiran.'), {
    message: /deduction_settled/,
  })
  await assert.rejects(earnings.appeal(person('sari'), id, 'Sekali lagi.'), { message: /deduction_settled/ })
  await assertLaws(house)
})

test('what was kept back goes to what is payable, once its time is over', async (t) => {
  const house = await withMoney(t)
  const { earnings, places, clock } = house
  const { id } = await earnings.deduct(ana, aDeduction('satu', 80n))
  await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
  clock.advance(30 * day)
  await earnings.releaseDue()
  const [, , before] = await places()
  await earnings.decide(bayu, id, 'returned', 'Kamu benar, maaf.')
  const [reserve, , after] = await places()
  assert.equal((after ?? 0n) - (before ?? 0n), 80n)
  assert.equal(reserve, 50n, 'what the last release kept back')
  await assertLaws(house)
})

test('a payout that does not take turns is no trouble: what it left is what is taken', async (t) => {
  const house = await withMoney(t)
  const { db, clock, ids, ledger, places } = house
  const out = {
    debit: availableAccount(person('sari')),
    credit: elsewhere.id,
    ledger: 1,
    code: 900,
    amount: 800n,
  }
  let isFirst = true
  const earnings = createEarnings({
    db,
    clock,
    ids,
    timeZone: 'Asia/Jakarta',
    config: house.earnings.config,
    countOperators: async () => 2,
    videos: { findMany: async () => [] },
    identity: { findByHandle: async () => undefined, findMany: async () => [] },
    ledger: {
      ...ledger,
      async balances(wanted, tx) {
        const seen = await ledger.balances(wanted, tx)
        if (isFirst) await ledger.submit([{ ...out, id: uuidFrom('rude payout') }])
        isFirst = false
        return seen
      },
    },
  })
  const deduction = await earnings.deduct(ana, aDeduction('satu', 1_000n))
  assert.deepEqual([deduction.collectedIdr, deduction.owedIdr], [600n, 400n])
  assert.deepEqual(await places(), [0n, 0n, 0n, 0n, 400n])
  await assertLaws(house)
})

test('two operators decide at once: one decision stands, and the money follows it', async (t) => {
  const house = await withMoney(t)
  const { earnings, places, held } = house
  const { id } = await earnings.deduct(person('operator cici'), aDeduction('satu', 500n))
  await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
  const [one, two] = await Promise.allSettled([
    earnings.decide(ana, id, 'returned', 'Dikembalikan saja.'),
    earnings.decide(bayu, id, 'final', 'Tetap dipotong.'),
  ])
  assert.deepEqual([one.status, two.status].toSorted(), ['fulfilled', 'rejected'])
  const isReturned = one.status === 'fulfilled'
  assert.deepEqual((await places())[3], 0n)
  assert.equal(await held(deductedAccount('invalid_traffic')), isReturned ? 0n : 500n)
  await assertLaws(house)
})

test('nobody decides on a deduction of their own while another operator is there', async (t) => {
  for (const operators of [1, 2]) {
    const { earnings } = await withMoney(t, { operators })
    const { id } = await earnings.deduct(ana, aDeduction('satu', 10n))
    await assert.rejects(earnings.decide(bayu, id, 'final', 'Belum ada banding.'), {
      message: /deduction_settled/,
    })
    await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
    const own = earnings.decide(ana, id, 'final', 'Saya yakin benar.')
    if (operators === 1) assert.equal((await own).state, 'final')
    else await assert.rejects(own, { message: /decide_by_another/ })
  }
})

test('I4: the same deduction again takes nothing; another with its id is refused', async (t) => {
  const house = await withMoney(t)
  const { earnings, places } = house
  const one = aDeduction('satu', 400n)
  await Promise.all([earnings.deduct(ana, one), earnings.deduct(bayu, one), earnings.deduct(ana, one)])
  assert.deepEqual(await places(), [0n, 190n, 810n, 0n, 0n])
  await assert.rejects(earnings.deduct(ana, { ...one, amountIdr: 401n }), { message: /deduction_differs/ })
  await assert.rejects(earnings.deduct(ana, aDeduction('lain', 1n, { creatorId: person('tak pernah') })), {
    message: /deduction_amount_wrong/,
  })
  await assertLaws(house)
})

test('unappealed, it stands after its deadline and goes to whom it belongs, also what is collected later', async (t) => {
  const house = await withMoney(t, { config: { RESERVE_PERCENT: 0 } })
  const { earnings, clock, credited, held } = house
  await earnings.deduct(ana, aDeduction('satu', 1_450n, { to: elsewhere.id, reason: 'chargeback' }))
  await earnings.deduct(ana, aDeduction('dua', 10n, { reason: 'rights_claim' }))
  clock.advance(30 * day - 1)
  assert.equal(await earnings.finishAppeals(), 0)
  clock.advance(1)
  const late = aDeduction('satu', 0n).id
  await assert.rejects(earnings.appeal(person('sari'), late, 'Terlambat sedikit.'), {
    message: /appeal_too_late/,
  })
  assert.equal(await earnings.finishAppeals(), 2)
  assert.equal(await held(elsewhere.id), 1_400n)
  assert.equal(await held(deductedAccount('chargeback')), 0n)
  await credited([anEarning('baru', 'sari', 400n, clock.now())])
  clock.advance(7 * day)
  await earnings.releaseDue()
  assert.equal(await earnings.finishAppeals(), 0)
  assert.deepEqual([await held(elsewhere.id), await held(deductedAccount('rights_claim'))], [1_450n, 10n])
  await assertLaws(house)
})

test('once it is final, money that is somebody’s goes there by the stage’s way; the rest to the stage’s account, or stays', async (t) => {
  const asked: [string, bigint][] = []
  const house = await withMoney(t, {
    more: {
      toAccounts: { chargeback: elsewhere, advertiser_refund: elsewhere },
      handOn: {
        advertiser_refund: async (_tx, { id, from, amountIdr, owedTo }) => {
          asked.push([owedTo, amountIdr])
          return [{ id, debit: from, credit: purse.id, ledger: 1, amount: amountIdr, code: 1 }]
        },
      },
    },
  })
  const { earnings, held } = house
  const warung = person('warung')
  for (const [name, more] of [
    ['satu', { reason: 'advertiser_refund', owedTo: warung }],
    ['dua', { reason: 'advertiser_refund' }],
    ['tiga', { reason: 'chargeback' }],
    ['empat', { reason: 'invalid_traffic', owedTo: warung }],
  ] as const) {
    const { id } = await earnings.deduct(ana, aDeduction(name, 70n, more))
    await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
    await earnings.decide(bayu, id, 'final', 'Sudah diperiksa lagi.')
  }
  const spent = await held(purse.id)
  await Promise.all([earnings.finishAppeals(), earnings.finishAppeals()])
  await earnings.finishAppeals()
  assert.deepEqual(asked, [[warung, 70n]])
  assert.equal((await held(purse.id)) - spent, 70n)
  assert.equal(await held(elsewhere.id), 140n)
  assert.equal(await held(deductedAccount('invalid_traffic')), 70n, 'no way is known')
  assert.equal(await held(disputedAccount(person('sari'))), 0n)
  await assertLaws(house)
})

test('a deduction, and later its decision, is unread until it is seen', async (t) => {
  const { earnings } = await withMoney(t)
  const { id } = await earnings.deduct(ana, aDeduction('satu', 10n))
  assert.equal(await earnings.unreadDeductions(person('sari')), 1)
  await earnings.seeDeductions(person('sari'))
  await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
  assert.equal(await earnings.unreadDeductions(person('sari')), 0)
  await earnings.decide(bayu, id, 'returned', 'Kamu benar, maaf.')
  assert.equal((await earnings.standing(person('sari'))).unreadDeductions, 1)
  assert.equal((await earnings.deductionsOf(person('sari')))[0]?.decisionNote, 'Kamu benar, maaf.')
})

test('totals of a time say what was credited, taken back and appealed', async (t) => {
  const { earnings, clock } = await withMoney(t)
  const { id } = await earnings.deduct(ana, aDeduction('satu', 10n))
  await earnings.deduct(ana, aDeduction('dua', 20n, { reason: 'correction' }))
  await earnings.appeal(person('sari'), id, 'Mohon diperiksa lagi.')
  const totals = await earnings.totals(new Date('2026-11-01T00:00:00Z'), new Date(clock.now().getTime() + 1))
  assert.deepEqual(totals, {
    creators: 1,
    credited: [{ source: 'gift', amountIdr: 1_400n, lines: 3, creators: 1 }],
    reversedIdr: 0n,
    releasedIdr: 900n,
    deducted: [
      { reason: 'correction', amountIdr: 20n, collectedIdr: 20n, count: 1, creators: 1 },
      { reason: 'invalid_traffic', amountIdr: 10n, collectedIdr: 10n, count: 1, creators: 1 },
    ],
    appeals: [{ state: 'appealed', count: 1, creators: 1 }],
  })
})
