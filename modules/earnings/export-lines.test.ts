import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf, jsonOf } from './export-lines.ts'
import type { EarningLine } from './line.ts'
import { creditId } from './transfer-ids.ts'

const line: EarningLine = {
  id: '00000000-0000-4000-8000-000000000001',
  creatorId: '00000000-0000-4000-8000-000000000002',
  source: 'gift',
  of: 'gift',
  amountIdr: 9_007_199_254_740_993n,
  takenIdr: 0n,
  state: 'on_hold',
  videoId: null,
  fanId: '00000000-0000-4000-8000-000000000003',
  about: { gift: '=HYPERLINK("x"), "Bunga"' },
  earnedAt: new Date('2026-11-02T03:00:00Z'),
  payableAt: new Date('2026-11-09T03:00:00Z'),
}

async function* pages(...lines: EarningLine[]) {
  yield lines
}

test('CSV: amounts to the last rupiah, cells quoted, no formula, nothing about the fan', async () => {
  const gathered = (await Array.fromAsync(csvOf(pages(line, { ...line, about: { '=1': '2' } })))).join('')
  const [head, first, second] = gathered.split('\r\n')
  assert.equal(head, 'id,earnedAt,payableAt,source,of,state,amountIdr,takenIdr,videoId,transferId,about')
  assert.equal(
    first,
    `${line.id},2026-11-02T03:00:00.000Z,2026-11-09T03:00:00.000Z,gift,gift,on_hold,9007199254740993,0,,${creditId(line.id)},` +
      '"gift: =HYPERLINK(""x""), ""Bunga"""',
  )
  assert.ok(second?.endsWith(`,'=1: 2`))
  assert.ok(!gathered.includes(line.fanId ?? ''))
})

test('JSON: one list, also when it is empty', async () => {
  const read = async (...lines: EarningLine[]): Promise<unknown> =>
    JSON.parse((await Array.fromAsync(jsonOf(pages(...lines)))).join(''))
  assert.deepEqual(await read(), [])
  const two = await read(line, line)
  assert.ok(Array.isArray(two) && two.length === 2 && two[0].amountIdr === '9007199254740993')
})
