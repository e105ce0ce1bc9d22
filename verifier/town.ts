// SPDX-License-Identifier: Apache-2.0
// Test-only: a town of three creators and five viewers over two weeks, the worked example, and two assertions.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type Bend, build, type DayInput, type Json, type Sealed, type Viewer } from './generate.ts'
import { isMembers } from './tamper.ts'
import { type CheckName, type Options, verifyStatement } from './verify.ts'

export const page = await readFile(new URL('../docs/statement-format-1.md', import.meta.url), 'utf8')
export const example = page.match(/```json\n([^`]*"panggung\/statement\/1"[^`]*)```/)?.[1] ?? ''
export function sealed(text: string): Sealed {
  const value: Json = JSON.parse(text)
  if (!isMembers(value) || !isMembers(value.body)) throw new Error('not an envelope')
  return { format: `${value.format}`, body: value.body, key: `${value.key}`, signature: `${value.signature}` }
}
export const exampleFile = sealed(example)

export async function passes(text: string, options: Options = {}) {
  const report = await verifyStatement(text, options)
  assert.deepEqual(report.failure, undefined)
  assert.equal(report.ok, true)
  return report
}
export async function fails(text: string, check: CheckName, where?: RegExp, options: Options = {}) {
  const report = await verifyStatement(text, options)
  assert.equal(report.ok, false)
  assert.equal(report.failure?.check, check, JSON.stringify(report.failure))
  assert.ok(report.failure.message.en.length > 5 && report.failure.message.id.length > 5)
  assert.notEqual(report.failure.message.en, report.failure.message.id)
  assert.ok(report.failure.message.en.length < 600, 'a message stays short, whatever the file holds')
  assert.equal(report.summary, undefined, 'nothing is summed up from a file that is wrong')
  if (where) assert.match(report.failure.where, where)
  return report
}

// --- a small town: two weeks, three creators, five viewers a day (an odd tree), a tie, an unattributed viewer ---
export const A = '0199c0de-0000-7000-8000-00000000000a'
export const B = '0199c0de-0000-7000-8000-00000000000b'
export const C = '0199c0de-0000-7000-8000-00000000000c'
export const video = (n: number) => `0199c0de-1111-7000-8000-00000000000${n}`
export const watch = (creator: string, n: number, watchMs: bigint) => ({ creator, video: video(n), watchMs })
export const viewersOf = (day: number): Viewer[] => [
  {
    viewer: '10'.repeat(16),
    adMicro: 1_000_000_001n + BigInt(day),
    watched: [watch(A, 1, 20_001n), watch(A, 2, 7000n), watch(B, 3, 13_000n)],
  },
  { viewer: '20'.repeat(16), adMicro: 7n, watched: [watch(A, 1, 60_000n), watch(B, 3, 60_000n)] },
  { viewer: '30'.repeat(16), adMicro: 500_000_000n, watched: [] },
  { viewer: '40'.repeat(16), adMicro: 123_456_789n, watched: [watch(C, 4, 5000n)] },
  {
    viewer: '50'.repeat(16),
    adMicro: 98_765_432n,
    watched: [watch(A, 1, 11_000n), watch(A, 2, 7001n), watch(A, 5, 333n)],
  },
]
export const week = (first: number, skip: (day: number) => boolean = () => false): DayInput[] =>
  Array.from({ length: 7 }, (_, i) => ({
    day: `2026-11-${first + i}`,
    views: { paid: '9', too_short: '1' },
    viewers: skip(i) ? [] : viewersOf(first + i),
  }))
export const scheme = { num: 55n, den: 100n, capMs: 60_000n }
export const one = build({ period: '2026-W47', scheme, days: week(16) })
export const twoInput = { period: '2026-W48', scheme, days: week(23, (day) => day === 5) }
export const two = build(twoInput, one.state)
export const first = (files: Sealed[]): Sealed => files[0] ?? assert.fail('no statement')
export const statement = first(two.statements)
export const document = JSON.stringify(two.document)
export const previous = [JSON.stringify(one.document), JSON.stringify(first(one.statements))]
export const bent = (bend: Bend) => JSON.stringify(first(build(twoInput, one.state, bend).statements))
