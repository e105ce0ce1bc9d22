/** A week of 100 k creators is closed: allocation fixed, whole rupiah posted, the document signed, and every creator's
 *  statement built with its proofs. The days were shared out before; what is measured is what waits for the period. */
import { performance } from 'node:perf_hooks'
import { type Db, sql } from '../platform/db/index.ts'
import { assert } from '../platform/errors.ts'
import type { BenchResult } from './figure.ts'
import type { Audience } from './money/audience.ts'
import { withOwnDatabase } from './money/own-database.ts'
import { modules, shareDays, toDay } from './money/stage.ts'

export const name = 'statements'
export const goal = '≤ 600 s for 100 k creators on 2 cores'

const audience: Audience = { viewers: 50_000, creators: 100_000, viewsOfAViewer: 3 }
const monday = toDay('2026-11-16')
const period = '2026-W47'

export const run = (): Promise<BenchResult> => withOwnDatabase(name, modules, measure)

async function measure(db: Db): Promise<BenchResult> {
  const { revenue, ledger, clock } = await shareDays(db, audience, monday, 7)
  clock.set('2026-11-23T20:00:00Z')
  const began = performance.now()
  const closed = await revenue.closePeriod(period)
  const closedAt = performance.now()
  assert(closed.status === 'closed', `the period is closed: ${closed.status}`)
  let statements = 0
  let bytes = 0
  for await (const page of revenue.eachStatement(period))
    for (const { statement } of page) {
      statements++
      bytes += JSON.stringify(statement).length
    }
  const ended = performance.now()
  assert((await ledger.trialBalance()).balanced, 'debits equal credits')
  const { rows } = await db.one(sql<{ rows: number }>`select count(*)::int as rows from revenue.allocation`)
  const bareMs = await bareRead(db)
  const seconds = (ended - began) / 1_000
  return {
    name,
    value: Number(seconds.toFixed(1)),
    unit: 's',
    baseline: { what: `reading the ${rows} rows once, s`, value: Number((bareMs / 1_000).toFixed(2)) },
    ratio: Number(((ended - began) / bareMs).toFixed(1)),
    goal,
    details: {
      statements,
      rows,
      closeSeconds: Number(((closedAt - began) / 1_000).toFixed(1)),
      buildSeconds: Number(((ended - closedAt) / 1_000).toFixed(1)),
      megabytes: Math.round(bytes / 1e6),
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1_024),
    },
  }
}

async function bareRead(db: Db): Promise<number> {
  const began = performance.now()
  for await (const page of db.cursor(sql`select * from revenue.allocation order by creator_id, day`, 10_000))
    assert(page.length > 0, 'a page has rows')
  return performance.now() - began
}
