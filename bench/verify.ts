/** The verifier on a real statement of 10 k lines, as a creator with ten thousand paying viewers a week would download
 *  it. The baseline is what no reader can do without: parsing it and hashing its bytes once. */
import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Db } from '../platform/db/index.ts'
import { assert } from '../platform/errors.ts'
import { verifyStatement } from '../verifier/verify.ts'
import { type BenchResult, median } from './figure.ts'
import { type Audience, creatorKey } from './money/audience.ts'
import { withOwnDatabase } from './money/own-database.ts'
import { modules, shareDays, toDay } from './money/stage.ts'

export const name = 'verify'
export const goal = '≤ 2,000 ms for a statement of 10 k lines'

const audience: Audience = { viewers: 1_340, creators: 200, viewsOfAViewer: 5, ofTheFirst: 5 }
const rounds = 5

export const run = (): Promise<BenchResult> => withOwnDatabase(name, modules, measure)

async function measure(db: Db): Promise<BenchResult> {
  const { revenue, clock } = await shareDays(db, audience, toDay('2026-11-16'), 7)
  clock.set('2026-11-23T20:00:00Z')
  await revenue.closePeriod('2026-W47')
  const statement = await revenue.statement(creatorKey(0), '2026-W47')
  const text = JSON.stringify(statement)
  const lines = text.split('"video"').length - 1
  const times: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    const report = await verifyStatement(text)
    times.push(performance.now() - began)
    assert(report.ok, report.failure?.message.en ?? 'a statement of ours holds')
    const parsed = performance.now()
    createHash('sha256')
      .update(JSON.stringify(JSON.parse(text)))
      .digest()
    bare.push(performance.now() - parsed)
  }
  return {
    name,
    value: Math.round(median(times)),
    unit: 'ms',
    baseline: { what: 'parsing and hashing the file once, ms', value: Number(median(bare).toFixed(1)) },
    ratio: Number((median(times) / median(bare)).toFixed(1)),
    goal,
    details: { lines, bytes: text.length, times: times.map((one) => one.toFixed(0)).join(' ') },
  }
}
