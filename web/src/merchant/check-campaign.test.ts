import assert from 'node:assert/strict'
import test from 'node:test'
import { checkCampaign, type Draft, type Kept, leastTotal } from './check-campaign.ts'

const limits = {
  topUpMinIdr: '20000',
  topUpMaxIdr: '100000000',
  cpmMinIdr: '1000',
  cpmMaxIdr: '500000',
  dailyBudgetMinIdr: '10000',
  totalBudgetMaxIdr: '1000000000',
  campaignDaysMax: 366,
}
const good: Draft = {
  videoId: '0199f0a2-7c11-7c00-8000-000000000003',
  title: 'Nasi uduk sejak subuh',
  cta: 'chat',
  landingUrl: 'https://wa.me/6281200000000',
  cpm: '20000',
  daily: '20000',
  total: '140000',
  startsOn: '2026-11-23',
  endsOn: '',
}
const faultOf = (change: Partial<Draft>) => checkCampaign({ ...good, ...change }, limits, '2026-11-23')

test('a good campaign has no fault', () => {
  assert.deepEqual(faultOf({}), {})
  assert.deepEqual(faultOf({ endsOn: '2026-11-23' }), {})
})

const wrong: readonly [Partial<Draft>, Record<string, string>][] = [
  [{ videoId: '' }, { videoId: 'clipMissing' }],
  [{ title: ' ab ' }, { title: 'titleShort' }],
  [{ title: 'a'.repeat(81) }, { title: 'titleLong' }],
  [{ landingUrl: 'http://contoh.id' }, { landingUrl: 'urlRefused' }],
  [{ landingUrl: 'https://localhost' }, { landingUrl: 'urlRefused' }],
  [{ landingUrl: 'https://10.0.0.1/x' }, { landingUrl: 'urlRefused' }],
  [{ cpm: '999' }, { cpm: 'cpmRange' }],
  [{ daily: '' }, { daily: 'dailyLow' }],
  [{ total: '19999' }, { total: 'totalBelowDaily' }],
  [{ total: '1000000001' }, { total: 'totalHigh' }],
  [{ startsOn: '2026-11-22' }, { startsOn: 'startPast' }],
  [{ startsOn: '' }, { startsOn: 'startMissing' }],
  [{ endsOn: '2026-11-22' }, { endsOn: 'endBeforeStart' }],
  [{ endsOn: '2027-11-24' }, { endsOn: 'endTooLate' }],
]
for (const [change, faults] of wrong) {
  test(`refused: ${JSON.stringify(faults)} of ${JSON.stringify(change).slice(0, 60)}`, () => {
    assert.deepEqual(faultOf(change), faults)
  })
}

const kept: Kept = { startsOn: '2026-11-01', endsOn: '2026-11-20', spentMicro: '99999500000' }
const editFaults = (change: Partial<Draft>) =>
  checkCampaign(
    { ...good, startsOn: '2026-11-01', endsOn: '2026-11-20', ...change },
    limits,
    '2026-11-23',
    kept,
  )

test('days that were there before may be past, new ones may not', () => {
  assert.deepEqual(editFaults({}), {})
  assert.deepEqual(editFaults({ startsOn: '2026-11-02' }), { startsOn: 'startPast' })
  assert.deepEqual(editFaults({ endsOn: '2026-11-22' }), { endsOn: 'endPast' })
  assert.deepEqual(editFaults({ endsOn: '2026-11-23' }), {})
})

test('the total holds what is spent and one more impression', () => {
  assert.equal(leastTotal(kept.spentMicro, '20000'), 100_020n)
  assert.deepEqual(editFaults({ total: '100019' }), { total: 'totalBelowSpent' })
  assert.deepEqual(editFaults({ total: '100020' }), {})
  assert.deepEqual(editFaults({ total: '100020', cpm: '21000' }), { total: 'totalBelowSpent' })
  assert.deepEqual(editFaults({ total: '100019', daily: '100021' }), { total: 'totalBelowDaily' })
})
