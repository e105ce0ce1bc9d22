import assert from 'node:assert/strict'
import test from 'node:test'
import { readTotals } from './read-totals.ts'

test('the totals are those of the document', () => {
  const body = {
    poolMicro: '1500000008',
    creators: { accruedMicro: '550000003', tree: { leaves: '2' } },
    platform: { accruedMicro: '675000005' },
    unattributed: { accruedMicro: '275000000' },
    previous: null,
  }
  const totals = readTotals(body)
  assert.equal(totals?.creators, 2)
  assert.equal(
    totals?.poolMicro,
    totals && totals.creatorsMicro + totals.platformMicro + totals.unattributedMicro,
  )
  assert.equal(totals?.previous, null)
})

test('what is not a period document has no totals', () => {
  assert.equal(readTotals({ poolMicro: 5 }), undefined)
  assert.equal(readTotals({ poolMicro: '5', creators: 'x' }), undefined)
})
