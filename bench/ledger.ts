/** Transfers a second on one hot account, through the ledger's front door, against pgbench's TPC-B on the same server.
 *
 *  Each transfer has an id of its own (random, so that the unique index is hit all over), one in a hundred is sent
 *  twice, half of them debit the hot account and half credit it, the other side is one of 100,000 accounts, every
 *  account has a strict limit, and every answer waited for COMMIT with fsync on. Runs of pgbench stand before and after
 *  each run of ours; a ratio is ours over the mean of its two neighbours. Afterwards the ledger must prove itself. */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLedger, type Ledger, type NewTransfer } from '../modules/ledger/index.ts'
import { systemClock } from '../platform/clock.ts'
import { createDb, type Db, loadMigrations, migrate } from '../platform/db/index.ts'
import { assert, present } from '../platform/errors.ts'
import { startPostgres } from '../platform/postgres/index.ts'
import type { BenchResult } from './figure.ts'
import { tpcb } from './ledger/tpcb.ts'

export const name = 'ledger'
export const goal = '≥ 5× the transactions/s of pgbench TPC-B'

const accounts = 100_000
const scale = 50
const pgbench = '/usr/bin/pgbench'

export async function run(options: { seconds?: number } = {}): Promise<BenchResult> {
  const seconds = options.seconds ?? 10
  const folder = mkdtempSync(join(tmpdir(), 'panggung-bench-ledger-'))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') })
  const db = createDb({ url: postgres.url })
  try {
    await migrate(db, loadMigrations(fileURLToPath(new URL('../modules', import.meta.url)), ['ledger']))
    const ledger = createLedger({ db, clock: systemClock })
    const payers = await openPayers(db, ledger)
    const baseline = await prepareBaseline(postgres.url, db)

    const before: number[] = [await baseline.run(seconds)]
    const loads: Load[] = []
    for (const [label, callers, size] of [
      ['256 callers', 256, 1],
      ['1,024 callers', 1_024, 1],
      ['arrays of 1,000', 4, 1_000],
    ] as const) {
      loads.push({ label, ...(await drive(ledger, payers, callers, size, seconds)) })
      before.push(await baseline.run(seconds))
    }
    const proven = await prove(ledger)
    const measured = loads.map((load, i) => {
      const around = ((before[i] ?? 0) + (before[i + 1] ?? 0)) / 2
      return { ...load, around, ratio: round(load.perSecond / around) }
    })
    const main = present(measured[1], 'three loads were driven')
    return {
      name,
      value: main.perSecond,
      unit: 'transfers/s with 1,024 callers waiting for one each',
      baseline: { what: `${baseline.what}, transactions/s`, value: Math.round(main.around) },
      ratio: main.ratio,
      goal,
      details: {
        ...Object.fromEntries(measured.map((one) => [one.label, tell(one)])),
        baselines: before.map(Math.round).join(', '),
        seconds,
        ...proven,
      },
    }
  } finally {
    await db.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Load {
  readonly label: string
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const tell = ({ perSecond, ratio, p50Ms, p99Ms }: Load & { ratio: number }): string =>
  `${perSecond}/s, ratio ${ratio}, p50 ${p50Ms} ms, p99 ${p99Ms} ms`

const hot = randomUUID()

async function openPayers(db: Db, ledger: Ledger): Promise<readonly string[]> {
  const source = randomUUID()
  const payers = Array.from({ length: accounts }, () => randomUUID())
  await ledger.openAccounts(db, [{ id: source, ledger: 1, code: 0 }])
  const limited = [hot, ...payers].map((id) => ({ id, ledger: 1, code: 1, debitsMustNotExceedCredits: true }))
  await ledger.openAccounts(db, limited)
  const plenty = 1_000_000_000n
  const funding = [hot, ...payers].map((credit) => transfer(source, credit, plenty))
  const results = await ledger.submit(funding)
  assert(
    results.every(({ status }) => status === 'created'),
    'every account was funded',
  )
  await db.execute('vacuum analyze ledger.account')
  await db.execute('vacuum analyze ledger.balance')
  return payers
}

const transfer = (debit: string, credit: string, amount: bigint): NewTransfer => ({
  id: randomUUID(),
  debit,
  credit,
  ledger: 1,
  amount,
  code: 1,
})

/** @param callers how many wait at once @param size transfers in each call */
async function drive(
  ledger: Ledger,
  payers: readonly string[],
  callers: number,
  size: number,
  seconds: number,
): Promise<Omit<Load, 'label'>> {
  const latencies: number[] = []
  let created = 0
  let sent = 0
  let last: NewTransfer | undefined
  const next = (): NewTransfer => {
    if (++sent % 100 === 0 && last) return last // a retry of something already there
    const other = payers[Math.floor(Math.random() * payers.length)] ?? hot
    const amount = BigInt(1 + (sent % 1_000))
    last = sent % 2 === 0 ? transfer(hot, other, amount) : transfer(other, hot, amount)
    return last
  }
  const startedMs = performance.now()
  const untilMs = startedMs + seconds * 1_000
  const call = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const batch = Array.from({ length: size }, next)
      const askedMs = performance.now()
      const results = await ledger.submit(batch)
      latencies.push(performance.now() - askedMs)
      for (const { status } of results) {
        if (status === 'created') created++
        else assert(status === 'exists', `an unexpected answer: ${status}`)
      }
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const tookMs = performance.now() - startedMs
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => round(latencies[Math.floor(latencies.length * share)] ?? 0)
  return { perSecond: Math.round((created * 1_000) / tookMs), p50Ms: at(0.5), p99Ms: at(0.99) }
}

async function prove(ledger: Ledger) {
  const trial = await ledger.trialBalance()
  const { accounts: checked, drift } = await ledger.rederive()
  const chain = await ledger.verifyChain()
  assert(trial.balanced && drift.length === 0 && chain.ok, 'the ledger proves itself after the load')
  return { transfersProven: Number(chain.transfers), accountsProven: Number(checked) }
}

interface Baseline {
  readonly what: string
  run(seconds: number): Promise<number>
}

/** Debian's pgbench, or the same transactions from Node where it is missing. */
async function prepareBaseline(url: string, db: Db): Promise<Baseline> {
  if (!existsSync(pgbench)) return tpcb(url, db, scale)
  const pg = (args: readonly string[]): string => {
    const ran = spawnSync(pgbench, [...args, url], { encoding: 'utf8' })
    assert(ran.status === 0, `pgbench failed: ${ran.stderr}`)
    return ran.stdout
  }
  pg(['-i', '-q', '-s', String(scale)])
  return {
    what: `pgbench TPC-B, scale ${scale}, c=8, prepared`,
    async run(seconds) {
      const said = pg(['-n', '-M', 'prepared', '-c', '8', '-j', '2', '-T', String(seconds)])
      return Number(/tps = ([\d.]+)/.exec(said)?.[1])
    },
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
