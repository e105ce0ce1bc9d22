/** What must hold at the end of a life, apart from every reply. */
import assert from 'node:assert/strict'
import type { Balances, Ledger, NewTransfer, Transfer } from '../../modules/ledger/index.ts'
import { assertSound } from '../../modules/ledger/testing.ts'
import type { Model } from '../../modules/ledger/tests/model.ts'
import type { Db } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { accounts, type Plan } from './plan.ts'

interface Sums {
  readonly dp: bigint
  readonly cp: bigint
  readonly dq: bigint
  readonly cq: bigint
}

/** What every account held at an instant at which nothing was under way. */
export interface Moment {
  readonly at: Date
  readonly purses: ReadonlyMap<string, Sums>
}

interface Life {
  readonly db: Db
  readonly ledger: Ledger
  readonly model: Model
  readonly plan: Plan
  readonly moments: readonly Moment[]
}

/** @throws AssertionError, AssertionFailed */
export async function prove(life: Life): Promise<void> {
  await assertSound(life.ledger) // I1, I2, I3, I11
  await proveRows(life) // I4, I5, I6
  await proveStatements(life) // I2, for instants gone by
  await proveAppendOnly(life.db) // I7
  await proveTablesRefuse(life.db) // I3, I4, I5 once more, whatever the code above them believes
}

const sumsOf = (held: Balances): Sums => ({
  dp: held.debitsPosted,
  cp: held.creditsPosted,
  dq: held.debitsPending,
  cq: held.creditsPending,
})

/** Every row follows from its own id: it is what was planned under that number, and nothing that could not be. */
async function proveRows({ db, ledger, model, plan }: Life): Promise<void> {
  const resolved = new Set<string>()
  const chains = new Map<string, number>()
  let rows = 0
  for await (const ids of pagesOfIds(model)) {
    for (const row of await ledger.findTransfers(ids)) {
      rows++
      const index = plan.ids.indexOf(row.id)
      if (row.pendingId !== null) {
        assert.ok(!resolved.has(row.pendingId), `${row.pendingId} was resolved twice`)
        resolved.add(row.pendingId)
      }
      if (row.chainId !== null) chains.set(row.chainId, (chains.get(row.chainId) ?? 0) + 1)
      if (index === undefined) {
        assert.equal(row.kind, 'expire')
        assert.equal(row.id, uuidFrom('ledger.expire', row.pendingId ?? ''))
        continue
      }
      const { transfer, fault } = plan.at(index)
      assert.equal(fault, undefined, `transfer ${index} could not happen, whatever the ledger held`)
      assert.deepEqual(bodyOf(row), whole(transfer))
    }
  }
  assert.equal(rows, model.facts.size, 'every fact of the model is there, under its id')
  for (const [first, length] of chains) {
    const index = present(plan.ids.indexOf(first), 'a chain begins with one of ours')
    assert.equal(length, chainLength(plan, index), `the chain of transfer ${index} is whole`)
  }
  const { rows: counted } = await db.execute('select count(*) as count from ledger.transfer')
  assert.equal(Number(counted[0]?.['count']), rows, 'and nothing else is')
}

async function* pagesOfIds(model: Model): AsyncGenerator<string[]> {
  let page: string[] = []
  for (const [id, { asked }] of model.facts) {
    page.push(
      asked.kind === 'expire' ? uuidFrom('ledger.expire', present(asked.pendingId, 'it names one')) : id,
    )
    if (page.length < 5_000) continue
    yield page
    page = []
  }
  yield page
}

function chainLength(plan: Plan, first: number): number {
  let length = 1
  while (plan.at(first + length - 1).transfer.linked) length++
  return length
}

const bodyOf = ({ seq: _, batch: _b, at: _a, chainId: _c, ...body }: Transfer) => body
const whole = (asked: NewTransfer) => ({
  kind: 'single',
  pendingId: null,
  timeoutSeconds: null,
  linked: false,
  sourceKind: null,
  sourceId: null,
  reason: null,
  ...asked,
})

/** The balance of any instant, and a statement between any two: opening, what moved, closing. */
async function proveStatements({ ledger, moments }: Life): Promise<void> {
  for (const { at, purses } of moments)
    for (const { id } of accounts.slice(0, 4)) {
      const held = present(await ledger.balanceAt(id, at), 'the account is there')
      assert.deepEqual(sumsOf(held), purses.get(id), `what ${id} held at ${at.toISOString()}`)
    }
  for (const [i, later] of moments.slice(1, 12).entries()) {
    const earlier = present(moments[i], 'the one before')
    for (const { id } of accounts.filter((_, place) => place % 16 === i % 16)) {
      const from = new Date(earlier.at.getTime() + 1)
      const to = new Date(later.at.getTime() + 1)
      const made = { ...present(earlier.purses.get(id), 'the model has it') }
      let after: bigint | undefined
      do {
        const page = await ledger.statementOf(id, from, to, {
          limit: 999,
          ...(after === undefined ? {} : { after }),
        })
        assert.deepEqual(sumsOf(present(page?.opening, 'the account is there')), earlier.purses.get(id))
        assert.deepEqual(sumsOf(present(page?.closing, 'the account is there')), later.purses.get(id))
        const pendings = await reservedBy(ledger, page?.transfers ?? [])
        for (const one of page?.transfers ?? []) add(made, one, id, pendings)
        after = page?.next ?? undefined
      } while (after !== undefined)
      assert.deepEqual(made, later.purses.get(id), 'opening and movements make the closing')
    }
  }
}

async function reservedBy(ledger: Ledger, transfers: readonly Transfer[]): Promise<Map<string, bigint>> {
  const ids = transfers.flatMap(({ pendingId }) => pendingId ?? [])
  return new Map((await ledger.findTransfers(ids)).map(({ id, amount }) => [id, amount]))
}

function add(
  sums: { -readonly [K in keyof Sums]: Sums[K] },
  one: Transfer,
  account: string,
  pendings: ReadonlyMap<string, bigint>,
): void {
  const [posted, pending] = one.debit === account ? (['dp', 'dq'] as const) : (['cp', 'cq'] as const)
  if (one.kind === 'single' || one.kind === 'post') sums[posted] += one.amount
  if (one.kind === 'pending') sums[pending] += one.amount
  if (one.pendingId !== null) sums[pending] -= present(pendings.get(one.pendingId), 'it is there')
}

async function proveAppendOnly(db: Db): Promise<void> {
  for (const table of ['account', 'closing', 'batch', 'transfer', 'balance'])
    for (const change of [`delete from ledger.${table}`, `truncate ledger.${table} cascade`])
      await assert.rejects(db.execute(change), { code: '23001' })
  await assert.rejects(db.execute('update ledger.transfer set amount = amount'), { code: '23001' })
  await assert.rejects(db.execute('update ledger.balance set credits_posted = 0'), { code: '23001' })
}

/** What the engine must never write is refused by the tables. */
async function proveTablesRefuse(db: Db): Promise<void> {
  const again = (columns: string) => `
    insert into ledger.transfer (seq, batch, debit, credit, amount, id, ledger, code, kind, linked, pending_id)
    select (select max(seq) + 1 from ledger.transfer), batch, ${columns}
    from ledger.transfer where kind in (3, 4, 5) order by seq limit 1`
  for (const [columns, constraint] of [
    [
      'debit, credit, amount, gen_random_uuid(), ledger, code, kind, linked, pending_id',
      'transfer_resolves_once',
    ],
    ['debit, credit, amount, id, ledger, code, kind, linked, gen_random_uuid()', 'transfer_id_unique'],
    ['debit, debit, amount, gen_random_uuid(), ledger, code, 1, linked, null', 'transfer_between_two'],
    ['debit, credit, 0, gen_random_uuid(), ledger, code, 1, linked, null', 'transfer_amount_check'],
  ] as const)
    await assert.rejects(db.execute(again(columns)), { constraint })
  const balance = (flags: number, sums: string) =>
    db.execute(`insert into ledger.balance select 1, max(n) + 1, 1, 1, ${flags}, ${sums} from ledger.batch`)
  await assert.rejects(balance(1, '5, 6, 2, 0'), { constraint: 'balance_within_credits' })
  await assert.rejects(balance(2, '6, 5, 0, 2'), { constraint: 'balance_within_debits' })
  await assert.rejects(balance(0, '1, 1, -1, 0'), { constraint: 'balance_debits_pending_check' })
}

/** While one transaction has moved money and is not over, another writer waits at the ledger's own lock, before it reads
 *  anything. Moves two units. */
export async function proveOneWriter(db: Db, ledger: Ledger): Promise<void> {
  const [source, till] = accounts.map(({ id }) => id)
  const move = (name: string): NewTransfer => ({
    id: uuidFrom('simulate-money.one-writer', name),
    debit: present(source, 'there are accounts'),
    credit: present(till, 'there are accounts'),
    ledger: 1,
    amount: 1n,
    code: 1,
  })
  const second = await db.transaction(async (tx) => {
    assert.deepEqual(await ledger.submitIn(tx, [move('first')]), [{ status: 'created' }])
    const answer = ledger.submit([move('second')])
    for (;;) {
      const { rows } = await db.execute(`select wait_event from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`)
      if (rows.length === 0) continue
      assert.deepEqual(rows, [{ wait_event: 'advisory' }], 'the second writer waits where it should')
      return { answer }
    }
  })
  assert.deepEqual(await second.answer, [{ status: 'created' }])
}

/** Ruins the database: whatever is rewritten behind the ledger must show in the chain, or in the balances (I2, I11). */
export async function proveTamperingShows(db: Db, ledger: Ledger): Promise<void> {
  for (const table of ['transfer', 'batch', 'balance'])
    await db.execute(`alter table ledger.${table} disable trigger append_only`)
  const middle = '(select seq from ledger.transfer where kind = 1 order by seq offset 50 limit 1)'
  for (const [change, back] of [
    ['amount = amount + 1', 'amount = amount - 1'],
    ['debit = credit, credit = debit', 'debit = credit, credit = debit'],
    ['code = code + 1', 'code = code - 1'],
    ['ledger = ledger + 1', 'ledger = ledger - 1'],
    ["source_kind = coalesce(source_kind, 0) + 1, reason = 'x' || coalesce(reason, '')", ''],
  ] as const) {
    await db.execute(`update ledger.transfer set ${change} where seq = ${middle}`)
    assert.equal((await ledger.verifyChain()).ok, false, change)
    if (back === '') break
    await db.execute(`update ledger.transfer set ${back} where seq = ${middle}`)
    assert.ok((await ledger.verifyChain()).ok, back)
  }
  await db.execute(`update ledger.balance set credits_posted = credits_posted + 1
    where (account, batch) = (select account, batch from ledger.balance where flags <> 2 order by batch desc limit 1)`)
  assert.notEqual((await ledger.rederive()).drift.length, 0)
  assert.equal((await ledger.trialBalance()).balanced, false)
}
