/** A seeded life of a ledger on a real PostgreSQL that dies again and again, every reply foretold by the model that the
 *  ledger's own tests use (modules/ledger/tests/model.ts: in memory, written from docs/ledger.md, no shared code). */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { createLedger, type NewTransfer } from '../../modules/ledger/index.ts'
import { assertModelled } from '../../modules/ledger/tests/as-modelled.ts'
import { faultyDb } from '../../modules/ledger/tests/faults.ts'
import { Model } from '../../modules/ledger/tests/model.ts'
import { type Random, seededRandom } from '../../modules/ledger/tests/workload.ts'
import { fakeClock } from '../../platform/clock.ts'
import { createDb, type Db, isConnectionLost, loadMigrations, migrate } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { type Cut, strungTo } from './cut-wire.ts'
import { duel } from './duel.ts'
import { misfortunes, tally } from './misfortunes.ts'
import { type MortalServer, startMortalServer } from './mortal-server.ts'
import { accounts, bent, blockSize, planOf } from './plan.ts'
import { type Moment, prove, proveOneWriter } from './prove.ts'

export interface LifeOptions {
  readonly seed: number
  /** Transfers that shall have happened at the end. */
  readonly transfers: number
  /** How often the whole server is killed; about once in that many transfers. */
  readonly transfersPerKill: number
  readonly say?: (line: string) => void
}

export interface LifeReport {
  readonly created: number
  readonly asked: number
  readonly statuses: ReadonlyMap<string, number>
  readonly faults: Readonly<Record<string, number>>
  /** Replies of two engines at once that created nothing and were explained. */
  readonly explained: number
  readonly head: string
  readonly seconds: number
}

/** @throws AssertionError with the first thing that was not as foretold */
export async function live({
  seed,
  transfers,
  transfersPerKill,
  say = () => {},
}: LifeOptions): Promise<LifeReport> {
  const beganMs = performance.now()
  const server = await startMortalServer()
  const db = createDb({ url: server.url, max: 12 })
  const wire = await strungTo(server.port)
  const wired = createDb({ url: wire.urlOf(server.url), max: 6 })
  try {
    await migrate(db, loadMigrations(fileURLToPath(new URL('../../modules', import.meta.url)), ['ledger']))
    const life = aLife({
      seed,
      transfersPerKill,
      callsMax: 60,
      lostPerThousand: 30,
      db,
      wired,
      server,
      cut: (how) => wire.cutNext(how),
    })
    await life.begin()
    for (let told = 0; life.model.facts.size < transfers; ) {
      await life.round()
      if (life.model.facts.size - told < transfers / 20) continue
      told = life.model.facts.size
      const seconds = Math.round((performance.now() - beganMs) / 1000)
      say(`${told} of ${transfers} transfers after ${seconds} s, ${server.kills()} power cuts`)
    }
    await server.up()
    const ledger = createLedger({ db, clock: life.clock }) // no fault meets the proofs
    say('proving')
    await assertModelled(ledger, life.model, accounts)
    await prove({ db, ledger, model: life.model, plan: planOf(seed), moments: life.moments })
    const { hash: head } = present(await ledger.head(), 'there is a last batch')
    await proveOneWriter(db, ledger)
    return {
      created: life.model.facts.size,
      asked: life.asked(),
      statuses: life.statuses,
      faults: { 'power cuts': server.kills(), ...Object.fromEntries(life.faults), ...cutsOf(wire.done) },
      explained: life.explained(),
      head,
      seconds: (performance.now() - beganMs) / 1000,
    }
  } finally {
    await Promise.all([db.close(), wired.close()].map((closing) => closing.catch(() => {})))
    await wire.close()
    await server.stop()
  }
}

const cutsOf = ({ answer, commit }: Record<Cut, number>) => ({
  'answers to COMMIT cut off': answer,
  'COMMITs cut off': commit,
})

export interface Stage {
  readonly seed: number
  readonly transfersPerKill: number
  /** Calls that are made at once, at most. From 128 on the ledger sets off a second batch behind the first, and then the
   *  order of calls is not known after a lost connection. */
  readonly callsMax: number
  /** How many of a thousand transactions lose the answer to their COMMIT. */
  readonly lostPerThousand: number
  readonly db: Db
  /** The same database, through a wire that may be cut. */
  readonly wired: Db
  readonly server: Pick<MortalServer, 'kill' | 'up'>
  cut(how: Cut): void
}

/** A life to be lived round by round. */
export function aLife(stage: Stage) {
  const { seed, db, wired, server, cut } = stage
  const plan = planOf(seed)
  const work = seededRandom(seed)
  // What is asked follows from the seed alone; how often a fault asks for another try does not.
  const chaos = seededRandom(seed ^ 0x5eed)
  const clock = fakeClock('2026-11-02T00:00:00Z')
  const model = new Model()
  const statuses = new Map<string, number>()
  const faults = new Map<string, number>()
  const moments: Moment[] = []
  const heldBack: NewTransfer[][] = []
  let nextBlock = 0
  let asked = 0
  let explained = 0

  const below = (limit: number, random: Random = work): number => Math.floor(random() * limit)
  const tried = misfortunes({ ...stage, chaos, faults, moved: () => model.facts.size })
  const faulty = faultyDb(wired, tried.next, tried.kill)
  let ledger = createLedger({ db: faulty, clock })
  const rival = createLedger({ db, clock, batchMax: 100 })

  const fresh = (): NewTransfer[] => {
    const from = nextBlock
    nextBlock += 1 + below(3)
    return plan.call(from, nextBlock)
  }
  const old = (): number => (work() < 0.5 ? below(nextBlock) : Math.max(0, nextBlock - 1 - below(40)))
  const call = (): NewTransfer[] => {
    const dice = work()
    if (nextBlock === 0 || dice < 0.76) return fresh()
    if (dice < 0.8) {
      heldBack.push(fresh()) // what comes after it comes first
      return fresh()
    }
    if (dice < 0.86 && heldBack.length > 0)
      return present(heldBack.splice(below(heldBack.length), 1)[0], 'one was held back')
    if (dice < 0.91) {
      const from = old()
      return plan.call(from, from + 1)
    }
    const { transfer } = plan.at(old() * blockSize + below(blockSize))
    return [model.facts.has(transfer.id) && work() < 0.7 ? bent(transfer, work) : transfer]
  }

  const compare = (
    sent: readonly NewTransfer[],
    told: readonly string[],
    foretold: readonly string[],
  ): void => {
    assert.deepEqual(told, foretold, `--seed=${seed}: ${JSON.stringify(sent, spelt)}`)
    asked += sent.length
    for (const status of told) tally(statuses, status)
    const [only] = sent
    const index = only && sent.length === 1 ? plan.ids.indexOf(only.id) : undefined
    if (index === undefined || told[0] === 'linked_chain_open' || told[0]?.startsWith('exists')) return
    const { fault } = plan.at(index)
    assert.ok(
      fault === undefined || fault === told[0],
      `--seed=${seed}: ${index} says ${fault} by its number`,
    )
  }

  const submitAll = async (): Promise<void> => {
    const nowMs = clock.now().getTime()
    const calls = Array.from({ length: 1 + below(stage.callsMax) }, call)
    const foretold = calls.map((one) => model.submit(one, nowMs))
    const wireDice = chaos()
    if (wireDice < 0.06) cut(wireDice < 0.03 ? 'answer' : 'commit')
    const powerCut = tried.soon()
    const replies = await Promise.all(calls.map((one) => ledger.submit(one)))
    powerCut()
    for (const [i, one] of calls.entries())
      compare(
        one,
        present(replies[i], 'one reply a call').map(({ status }) => status),
        present(foretold[i], 'one a call'),
      )
  }

  const expire = async (): Promise<void> => {
    const due = model.expire(clock.now().getTime())
    let expired = 0
    let troubled = false
    for (;;)
      try {
        expired += await ledger.expireDue()
        break
      } catch (thrown) {
        if (!isConnectionLost(thrown)) throw thrown
        troubled = true // some may have expired before; that all did, the balances will show
        await server.up()
      }
    if (!troubled) assert.equal(expired, due, `--seed=${seed}`)
  }

  const closeOrReopen = async (): Promise<void> => {
    const closed = accounts.filter(({ id }) => model.purses.get(id)?.closed)
    const closing = closed.length < 2
    const from = closing ? accounts.filter((one) => !closed.includes(one)).slice(2) : closed
    const { id } = present(from[below(from.length)], 'there is one')
    await db.transaction((tx) => (closing ? ledger.closeAccount(tx, id) : ledger.reopenAccount(tx, id)))
    model.setClosed(id, closing)
  }

  /** A caller's own transaction: kept, regretted, or kept without the caller's knowing, who asks again. */
  const inTransaction = async (): Promise<void> => {
    const nowMs = clock.now().getTime()
    const calls = Array.from({ length: 1 + below(3) }, call)
    const dice = work()
    const undone = new Error('the caller changed its mind')
    const once = async (of: Model, regrets: boolean): Promise<void> => {
      await db.transaction(async (tx) => {
        for (const one of calls) {
          const results = await ledger.submitIn(tx, one)
          compare(
            one,
            results.map(({ status }) => status),
            of.submit(one, nowMs),
          )
        }
        if (regrets) throw undone
      })
    }
    if (dice < 0.25) await assert.rejects(once(model.copy(), true), undone)
    else await once(model, false)
    if (dice > 0.7) await once(model, false)
  }

  const rivals = async (): Promise<void> => {
    const calls = Array.from({ length: 60 }, () => plan.call(nextBlock, ++nextBlock))
    const powerCut = tried.soon()
    const ended = await duel({
      calls,
      engines: [ledger, rival],
      model,
      nowMs: clock.now().getTime(),
      settled: server.up,
    })
    powerCut()
    await server.up()
    explained += ended.explained
    asked += ended.asked
    tally(faults, 'duels of two engines')
  }

  /** Another engine comes between: what the first remembers no longer holds. */
  const between = async (): Promise<void> => {
    const one = call()
    const foretold = model.submit(one, clock.now().getTime())
    const results = await rival.submit(one)
    compare(
      one,
      results.map(({ status }) => status),
      foretold,
    )
  }

  const remember = (): void => {
    moments.push({
      at: new Date(model.lastMs),
      purses: new Map([...model.purses].map(([id, { dp, cp, dq, cq }]) => [id, { dp, cp, dq, cq }])),
    })
    clock.set(new Date(Math.max(clock.now().getTime(), model.lastMs) + 1 + below(2_000)))
  }

  return {
    clock,
    model,
    statuses,
    faults,
    moments,
    asked: () => asked,
    explained: () => explained,
    async begin(): Promise<void> {
      await ledger.openAccounts(db, accounts)
      for (const account of accounts) model.open(account)
    },
    async round(): Promise<void> {
      await submitAll()
      await server.up()
      const dice = work()
      if (dice < 0.3) clock.advance(below(9_000))
      else if (dice < 0.36)
        clock.advance(-below(20_000)) // a clock that was set back
      else if (dice < 0.5) await expire()
      else if (dice < 0.54)
        ledger = createLedger({ db: faulty, clock }) // a restart forgets what it knew
      else if (dice < 0.6) await closeOrReopen()
      else if (dice < 0.66) await inTransaction()
      else if (dice < 0.67 && moments.length < 200) remember()
      else if (dice < 0.69) await rivals()
      else if (dice < 0.79) await between()
    },
    rivals,
    between,
    remember,
  }
}

const spelt = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
