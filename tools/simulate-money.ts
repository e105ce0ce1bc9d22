/** Lives a ledger's life with power cuts, cut wires, rival engines and jumping clocks, and holds every reply against a
 *  second ledger in memory (docs/ledger.md, "Invariants").
 *
 *    node tools/simulate-money.ts                                   a million transfers, a seed of its own
 *    node tools/simulate-money.ts --transfers=1000000 --seed=7      the life that seed 7 asks for, again */
import { randomInt } from 'node:crypto'
import { seedOfRun } from '../modules/ledger/tests/workload.ts'
import { asError } from '../platform/errors.ts'
import { live } from './simulate-money/life.ts'

const given = process.argv.find((one) => one.startsWith('--transfers='))
const transfers = given ? Number(given.slice('--transfers='.length)) : 1_000_000
const seed = seedOfRun(process.argv, randomInt(2 ** 31))
if (!Number.isSafeInteger(transfers) || transfers < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: node tools/simulate-money.ts [--transfers=1000000] [--seed=7]')
  process.exit(2)
}

console.log(`${transfers} transfers, --seed=${seed}`)
try {
  const report = await live({ seed, transfers, transfersPerKill: 25_000, say: console.log })
  const met = [...report.statuses].sort(([, a], [, b]) => b - a)
  console.log(met.map(([status, count]) => `${status} ${count}`).join(', '))
  console.log(
    Object.entries(report.faults)
      .map(([what, count]) => `${what}: ${count}`)
      .join(', '),
  )
  console.log(
    `SOUND: ${report.created} transfers of ${report.asked} asked for, every reply as foretold, ` +
      `${report.faults['power cuts']} power cuts, head ${report.head.slice(0, 16)}, ` +
      `--seed=${seed}, ${report.seconds.toFixed(0)} s`,
  )
} catch (thrown) {
  const error = asError(thrown)
  console.error(error.stack ?? error.message)
  console.error(`UNSOUND: --seed=${seed}`)
  process.exitCode = 1
}
