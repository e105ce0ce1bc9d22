/** "Explain this rupiah" for any line of a year: 365 shared days with 1.1 M allocation rows, one creator with a fifth of
 *  them. Asked for random creators and days, the largest creator for every tenth. */
import { performance } from 'node:perf_hooks'
import { type Day, nextDay } from '../platform/clock.ts'
import { type Db, sql } from '../platform/db/index.ts'
import { assert } from '../platform/errors.ts'
import type { BenchResult } from './figure.ts'
import { type Audience, creatorKey, mixed } from './money/audience.ts'
import { withOwnDatabase } from './money/own-database.ts'
import { modules, shareDays, toDay } from './money/stage.ts'

export const name = 'explain'
export const goal = '≤ 200 ms for any line of a year (the slowest of 500)'

const audience: Audience = { viewers: 600, creators: 300, viewsOfAViewer: 5, ofTheFirst: 5 }
const days = 365
const asked = 500
const first = toDay('2025-11-17')

export const run = (): Promise<BenchResult> => withOwnDatabase(name, modules, measure)

async function measure(db: Db): Promise<BenchResult> {
  const { revenue } = await shareDays(db, audience, first, days)
  await db.run(sql`analyze`)
  const all: Day[] = [first]
  for (let at = 1; at < days; at++) all.push(nextDay(all.at(-1) ?? first))
  const times: number[] = []
  const bare: number[] = []
  for (let n = 0; n < asked; n++) {
    const creatorId = creatorKey(n % 10 === 0 ? 0 : mixed(n) % audience.creators)
    const day = all[mixed(n, 1) % days] ?? first
    const began = performance.now()
    const found = await revenue.explain(creatorId, day)
    times.push(performance.now() - began)
    assert(found.state !== 'estimated', 'a shared day is no estimate')
    const lookedAt = performance.now()
    await db.all(sql`select micro from revenue.allocation where day = ${day} and creator_id = ${creatorId}`)
    bare.push(performance.now() - lookedAt)
  }
  const at = (of: number[], part: number) =>
    of.toSorted((a, b) => a - b)[Math.ceil(part * of.length) - 1] ?? Number.NaN
  const { rows } = await db.one(sql<{ rows: number }>`select count(*)::int as rows from revenue.allocation`)
  return {
    name,
    value: Number(at(times, 1).toFixed(1)),
    unit: 'ms',
    baseline: {
      what: 'reading the line’s own rows by their index, median ms',
      value: Number(at(bare, 0.5).toFixed(2)),
    },
    ratio: Number((at(times, 0.5) / at(bare, 0.5)).toFixed(2)),
    goal,
    details: { rows, days, asked, medianMs: at(times, 0.5).toFixed(1), p99Ms: at(times, 0.99).toFixed(1) },
  }
}
