import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { anEvent, aVideo, aViewer, issueFor, named } from '../testing.ts'
import { stage } from './stage.ts'

const today = toDay('2026-11-23')

test('reports are read above a number and within gaps, in order, and no more than asked for', async (t) => {
  const { playback, clock } = await stage(t)
  let poked = 0
  playback.onReported(() => poked++)
  const sari = aViewer('sari')
  const report = async (name: string, owner: string, visible = true): Promise<void> => {
    const ticket = issueFor(playback, sari, aVideo(name, owner))
    clock.advance(6_000)
    await playback.ingest(sari, { batchId: named('batch'), events: [anEvent(ticket, { visible })] })
  }
  for (let n = 1; n <= 6; n++) await report(`clip ${n}`, n === 6 ? 'sari' : 'budi', n !== 5)
  assert.equal(poked, 6)
  const read = async (after: bigint, gaps: [bigint, bigint][], limit = 100, since = today) => {
    const ranges = gaps.map(([from, to]) => ({ from, to }))
    return (await playback.readReported({ after, gaps: ranges, since, limit })).map(({ seq }) => Number(seq))
  }
  assert.deepEqual(await read(0n, []), [1, 2, 3, 4, 5, 6])
  assert.deepEqual(await read(4n, [[1n, 2n]]), [1, 2, 5, 6])
  assert.deepEqual(
    await read(6n, [
      [2n, 2n],
      [4n, 9n],
    ]),
    [2, 4, 5, 6],
  )
  assert.deepEqual(await read(2n, [[1n, 1n]], 2), [1, 3])
  assert.deepEqual(await read(0n, [], 100, toDay('2026-11-24')), [])
  const rows = await playback.readReported({ after: 0n, gaps: [], since: today, limit: 100 })
  assert.deepEqual(
    rows.map(({ isSound }) => isSound),
    [true, true, true, true, false, false],
    'neither what nobody saw nor what is their own',
  )
})
