import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { creditsLimited, debitsLimited } from './account.ts'
import { decide, type Held, type HeldAccount, type Place } from './decide.ts'
import { splitCalls } from './split-calls.ts'
import { accountNamed, aTransfer, transferNamed } from './testing.ts'
import { bodyOf, comparedFields, differenceStatus, type NewTransfer, type TransferBody } from './transfer.ts'

const place: Place = { batch: 1n, firstSeq: 1n, at: new Date('2026-11-02T00:00:00Z') }
const later = (seconds: number): Place => ({
  batch: 2n,
  firstSeq: 100n,
  at: new Date(place.at.getTime() + seconds * 1000),
})

const account = (name: string, more: Partial<HeldAccount> = {}): HeldAccount => ({
  id: accountNamed(name),
  ledger: 1,
  flags: 0,
  closed: false,
  debitsPosted: 0n,
  creditsPosted: 0n,
  debitsPending: 0n,
  creditsPending: 0n,
  ...more,
})

const holding = (...accounts: HeldAccount[]): Held => ({
  accounts: new Map(accounts.map((one) => [one.id, one])),
  transfers: new Map(),
  resolutions: new Map(),
})

const ask = (held: Held, transfers: readonly NewTransfer[], at = place) =>
  decide([transfers.map(bodyOf)], held, at).statuses.flat()

const purse = () => holding(account('bank'), account('ani', { flags: debitsLimited }))

test('a limited account spends what it has and not one more, pending included', () => {
  const held = purse()
  assert.deepEqual(
    ask(held, [
      aTransfer('in', 'bank', 'ani', 100n),
      aTransfer('hold', 'ani', 'bank', 60n, { kind: 'pending' }),
      aTransfer('too much', 'ani', 'bank', 41n),
      aTransfer('the rest', 'ani', 'bank', 40n),
      aTransfer('one more', 'ani', 'bank', 1n),
    ]),
    ['created', 'created', 'exceeds_credits', 'created', 'exceeds_credits'],
  )
})

test('money that is only pending on its way in cannot be spent', () => {
  const held = purse()
  assert.deepEqual(
    ask(held, [
      aTransfer('maybe', 'bank', 'ani', 100n, { kind: 'pending' }),
      aTransfer('spend', 'ani', 'bank', 1n),
    ]),
    ['created', 'exceeds_credits'],
  )
})

test('an asset gives out no more than it took in', () => {
  const held = holding(account('bank'), account('shelf', { flags: creditsLimited }))
  assert.deepEqual(
    ask(held, [
      aTransfer('in', 'shelf', 'bank', 10n),
      aTransfer('out', 'bank', 'shelf', 11n),
      aTransfer('out 2', 'bank', 'shelf', 10n),
    ]),
    ['created', 'exceeds_debits', 'created'],
  )
})

test('the same id and body exists; another body is refused by the first field that differs', () => {
  const one = bodyOf(aTransfer('one', 'bank', 'ani', 5n))
  const held = purse()
  assert.deepEqual(decide([[one]], held, place).statuses, [['created']])
  assert.deepEqual(decide([[one]], held, later(1)).statuses, [['exists']])
  const other: Omit<TransferBody, 'id'> = {
    debit: accountNamed('x'),
    credit: accountNamed('y'),
    ledger: 2,
    amount: 6n,
    code: 9,
    kind: 'pending',
    pendingId: transferNamed('z'),
    timeoutSeconds: 3,
    linked: true,
    sourceKind: 1,
    sourceId: accountNamed('s'),
    reason: 'r',
  }
  for (const field of comparedFields) {
    const bent = { ...one, [field]: other[field] }
    const closing = bodyOf(aTransfer('closes the chain', 'bank', 'ani', 1n))
    const [statuses] = decide(
      [field === 'linked' ? [bent, bodyOf(aTransfer('one', 'bank', 'ani', 5n))] : [bent]],
      held,
      later(1),
    ).statuses
    assert.equal(statuses?.[0], differenceStatus[field], field)
    assert.equal(closing.linked, false)
  }
})

test('a linked chain happens whole or not at all', () => {
  const held = purse()
  const chain = [
    aTransfer('a', 'bank', 'ani', 5n, { linked: true }),
    aTransfer('b', 'ani', 'bank', 6n, { linked: true }),
    aTransfer('c', 'bank', 'ani', 1n),
  ]
  assert.deepEqual(ask(held, chain), ['linked_failed', 'exceeds_credits', 'linked_failed'])
  assert.equal(held.transfers.size, 0)
  assert.equal(held.accounts.get(accountNamed('ani'))?.creditsPosted, 0n)
  const better = chain.with(1, aTransfer('b', 'ani', 'bank', 5n, { linked: true }))
  assert.deepEqual(ask(held, better), ['created', 'created', 'created'])
  assert.deepEqual(ask(held, better), ['exists', 'exists', 'exists'], 'sent again')
  assert.deepEqual(ask(held, [...better.slice(0, 2), aTransfer('d', 'bank', 'ani', 1n)]), [
    'exists',
    'linked_failed',
    'linked_failed',
  ])
  assert.deepEqual(
    ask(held, [aTransfer('a', 'bank', 'ani', 5n)]),
    ['exists_with_different_linked'],
    'sent alone',
  )
})

test('a chain that is not closed by its call is refused', () => {
  assert.deepEqual(ask(purse(), [aTransfer('a', 'bank', 'ani', 5n, { linked: true })]), ['linked_chain_open'])
  const two = [
    aTransfer('a', 'bank', 'ani', 5n, { linked: true }),
    aTransfer('b', 'bank', 'ani', 5n, { linked: true }),
  ]
  assert.deepEqual(ask(purse(), two), ['linked_failed', 'linked_chain_open'])
})

test('a chain of one call never swallows the next call', () => {
  const open = [bodyOf(aTransfer('a', 'bank', 'ani', 5n, { linked: true }))]
  const other = [bodyOf(aTransfer('b', 'bank', 'ani', 5n))]
  assert.deepEqual(decide([open, other], purse(), place).statuses, [['linked_chain_open'], ['created']])
})

test('a pending transfer is posted at most once, for at most its amount, and releases the rest', () => {
  const held = purse()
  const resolve = (name: string, kind: 'post' | 'void', amount: bigint) =>
    aTransfer(name, 'ani', 'bank', amount, { kind, pendingId: transferNamed('hold') })
  ask(held, [
    aTransfer('in', 'bank', 'ani', 100n),
    aTransfer('hold', 'ani', 'bank', 60n, { kind: 'pending' }),
  ])
  assert.deepEqual(
    ask(held, [
      resolve('1', 'post', 61n),
      resolve('2', 'void', 59n),
      resolve('3', 'post', 20n),
      resolve('4', 'post', 20n),
      resolve('5', 'void', 60n),
    ]),
    [
      'pending_amount_exceeded',
      'pending_has_different_amount',
      'created',
      'pending_already_posted',
      'pending_already_posted',
    ],
  )
  const ani = held.accounts.get(accountNamed('ani'))
  assert.deepEqual([ani?.debitsPosted, ani?.debitsPending], [20n, 0n])
})

test('after its time a pending transfer can only expire', () => {
  const held = purse()
  ask(held, [aTransfer('hold', 'bank', 'ani', 60n, { kind: 'pending', timeoutSeconds: 10 })])
  const post = aTransfer('post', 'bank', 'ani', 60n, { kind: 'post', pendingId: transferNamed('hold') })
  const expire: TransferBody = { ...bodyOf(post), id: transferNamed('expire'), kind: 'expire' }
  assert.deepEqual(decide([[expire]], held, later(9)).statuses, [['pending_not_yet_expired']])
  assert.deepEqual(ask(held, [post], later(10)), ['pending_expired'])
  assert.equal(
    held.accounts.get(accountNamed('ani'))?.creditsPending,
    60n,
    'held until the row that releases it',
  )
  assert.deepEqual(decide([[expire]], held, later(10)).statuses, [['created']])
  assert.equal(held.accounts.get(accountNamed('ani'))?.creditsPending, 0n)
  assert.deepEqual(decide([[{ ...expire, id: transferNamed('again') }]], held, later(11)).statuses, [
    ['pending_expired'],
  ])
})

test('a closed account takes part in nothing new, and still gets its reservations back', () => {
  const bank = account('bank')
  const ani = account('ani')
  const held = holding(bank, ani)
  ask(held, [aTransfer('hold', 'bank', 'ani', 5n, { kind: 'pending' })])
  const closed = { ...holding(bank, { ...ani, closed: true }), transfers: held.transfers }
  const resolve = (name: string, kind: 'post' | 'void') =>
    aTransfer(name, 'bank', 'ani', 5n, { kind, pendingId: transferNamed('hold') })
  assert.deepEqual(
    ask(
      closed,
      [
        aTransfer('in', 'bank', 'ani', 1n),
        aTransfer('out', 'ani', 'bank', 1n),
        resolve('p', 'post'),
        resolve('v', 'void'),
      ],
      later(1),
    ),
    ['credit_account_closed', 'debit_account_closed', 'credit_account_closed', 'created'],
  )
})

test('what no honest caller can send is asserted', () => {
  const good = aTransfer('x', 'a', 'b', 1n)
  for (const bad of [
    { id: 'x' },
    { debit: '' },
    { code: -1 },
    { ledger: 0.5 },
    { timeoutSeconds: 0 },
    { reason: '\0' },
    { reason: '\ud800' },
  ])
    assert.throws(() => bodyOf({ ...good, ...bad }), { name: 'AssertionFailed' })
  assert.equal(bodyOf({ ...good, id: good.id.toUpperCase() }).id, good.id, 'one uuid has one spelling')
})

const names = ['bank', 'ani', 'budi', 'shelf']
const anyTransfer = fc.record({
  id: fc.constantFrom(...Array.from({ length: 12 }, (_, i) => transferNamed(`p${i}`))),
  debit: fc.constantFrom(...names.map(accountNamed)),
  credit: fc.constantFrom(...names.map(accountNamed)),
  ledger: fc.constant(1),
  amount: fc.bigInt({ min: 0n, max: 50n }),
  code: fc.constant(1),
  kind: fc.constantFrom('single', 'single', 'pending', 'post', 'void'),
  pendingId: fc.option(fc.constantFrom(...Array.from({ length: 12 }, (_, i) => transferNamed(`p${i}`))), {
    nil: undefined,
  }),
  linked: fc.boolean(),
})

test('whatever is asked: sums balance, limits hold, pending never falls below zero, seq has no gap', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyTransfer, { maxLength: 6 }), { maxLength: 12 }), (calls) => {
      const held = holding(
        account('bank'),
        account('ani', { flags: debitsLimited }),
        account('budi', { flags: debitsLimited }),
        account('shelf', { flags: creditsLimited }),
      )
      const { created, statuses } = decide(
        calls.map((call) => call.map(bodyOf)),
        held,
        place,
      )
      const all = [...held.accounts.values()]
      const sum = (of: (one: HeldAccount) => bigint) => all.reduce((total, one) => total + of(one), 0n)
      assert.equal(
        sum((one) => one.debitsPosted),
        sum((one) => one.creditsPosted),
      )
      assert.equal(
        sum((one) => one.debitsPending),
        sum((one) => one.creditsPending),
      )
      for (const one of all) {
        assert.ok(one.debitsPending >= 0n && one.creditsPending >= 0n)
        if (one.flags === debitsLimited) assert.ok(one.debitsPosted + one.debitsPending <= one.creditsPosted)
        if (one.flags === creditsLimited)
          assert.ok(one.creditsPosted + one.creditsPending <= one.debitsPosted)
      }
      assert.deepEqual(
        created.map(({ seq }) => seq),
        created.map((_, i) => BigInt(i + 1)),
      )
      assert.equal(new Set(created.map(({ id }) => id)).size, created.length)
      assert.equal(statuses.flat().filter((status) => status === 'created').length, created.length)
    }),
    { numRuns: 500 },
  )
})

test('to ask everything twice changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyTransfer, { minLength: 1, maxLength: 4 }), { maxLength: 10 }),
      (calls) => {
        const bodies = calls.map((call) => call.map(bodyOf))
        const held = holding(...names.map((name) => account(name)))
        const first = decide(bodies, held, place)
        const sums = JSON.stringify([...held.accounts.values()], (_, v) =>
          typeof v === 'bigint' ? String(v) : v,
        )
        const whole = bodies.filter((_, i) => first.statuses[i]?.every((status) => status === 'created'))
        const second = decide(whole, held, later(1))
        assert.ok(second.statuses.flat().every((status) => status === 'exists'))
        assert.equal(
          JSON.stringify([...held.accounts.values()], (_, v) => (typeof v === 'bigint' ? String(v) : v)),
          sums,
        )
      },
    ),
  )
})

test('long calls are cut between chains, in order and whole', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (links, max) => {
      const call = links.map((linked, i) => bodyOf(aTransfer(`s${i}`, 'a', 'b', 1n, { linked })))
      const parts = splitCalls(call, max)
      assert.deepEqual(parts.flat(), call)
      for (const [i, part] of parts.entries()) {
        assert.ok(part.length > 0)
        if (i < parts.length - 1) assert.equal(part.at(-1)?.linked, false)
        const first = part.findIndex(({ linked }) => !linked)
        assert.ok(
          part.length <= max || first === -1 || first >= part.length - 1,
          'only a single chain may be longer',
        )
      }
    }),
  )
})
