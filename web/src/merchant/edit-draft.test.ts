import assert from 'node:assert/strict'
import test from 'node:test'
import type { Draft } from './check-campaign.ts'
import { changeOf, differing, draftOf, rebase } from './edit-draft.ts'

const base: Draft = {
  videoId: '0199f0a2-7c11-7c00-8000-000000000003',
  title: 'Nasi uduk',
  cta: 'chat',
  landingUrl: 'https://wa.me/6281200000000',
  cpm: '20000',
  daily: '20000',
  total: '140000',
  startsOn: '2026-11-23',
  endsOn: '',
}

test('a campaign becomes a draft and nothing is to be sent', () => {
  const draft = draftOf({
    videoId: base.videoId,
    title: 'Nasi uduk',
    cta: 'chat',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: '20000',
    dailyBudgetIdr: '20000',
    totalBudgetIdr: '140000',
    startsOn: '2026-11-23',
    endsOn: null,
  })
  assert.deepEqual(draft, base)
  assert.deepEqual(changeOf(base, draft), {})
})

test('only what was changed is sent, each under its own name', () => {
  assert.deepEqual(changeOf(base, { ...base, title: ' Nasi uduk ' }), {})
  const all: Draft = {
    videoId: base.videoId,
    title: ' Soto ',
    cta: 'shop',
    landingUrl: ' https://soto.example.com',
    cpm: '30000',
    daily: '25000',
    total: '50000',
    startsOn: '2026-11-24',
    endsOn: '2026-11-30',
  }
  assert.deepEqual(changeOf(base, all), {
    title: 'Soto',
    cta: 'shop',
    landingUrl: 'https://soto.example.com',
    cpmIdr: '30000',
    dailyBudgetIdr: '25000',
    totalBudgetIdr: '50000',
    startsOn: '2026-11-24',
    endsOn: '2026-11-30',
  })
  assert.deepEqual(changeOf({ ...base, endsOn: '2026-11-30' }, base), { endsOn: null })
})

test('after a change elsewhere, mine stays mine and the rest is theirs', () => {
  const mine = { ...base, title: 'Soto', total: '200000' }
  const theirs = { ...base, total: '90000', endsOn: '2026-12-01' }
  const merged = rebase(base, mine, theirs)
  assert.deepEqual(merged, { ...base, title: 'Soto', total: '200000', endsOn: '2026-12-01' })
  assert.deepEqual(differing(base, theirs), ['total', 'endsOn'])
  assert.deepEqual(changeOf(theirs, merged), { title: 'Soto', totalBudgetIdr: '200000' })
})

test('an edit whose answer was lost has nothing left to send', () => {
  const mine = { ...base, title: 'Soto' }
  assert.deepEqual(differing(mine, rebase(base, mine, mine)), [])
})
