import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { uuidFrom } from '../../../platform/ids.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import { mountEarnings } from '../index.ts'
import { aVideoOf, anEarning, person } from '../testing.ts'
import { day, stage } from './stage.ts'

async function served(t: Parameters<typeof stage>[0]) {
  const house = await stage(t)
  const http = await testHttp(t, house.clock)
  mountEarnings(http, house.earnings)
  const as = (handle: string, ...roles: string[]) =>
    http.as({ account: { id: person(handle), handle, roles: new Set(roles) } })
  return { ...house, http, as }
}

test('a creator reads balances, pages through lines and takes them home as CSV and JSON', async (t) => {
  const { http, as, credited, clock, earnings } = await served(t)
  await credited([
    anEarning('satu', 'sari', 1_000n, clock.now(), { about: { gift: 'mawar' } }),
    anEarning('dua', 'sari', 2n ** 53n + 1n, new Date('2026-10-30T18:00:00Z'), { source: 'ads' }),
  ])
  clock.advance(7 * day)
  await earnings.releaseDue()
  as('sari')
  const { body } = await http.call<{ balances: Record<string, string>; releases: unknown }>(
    'GET',
    '/v1/me/earnings',
  )
  assert.deepEqual([body.balances.availableIdr, body.balances.pendingIdr], ['1000', '9007199254740993'])
  assert.deepEqual(body.releases, [{ day: '2026-11-12', amountIdr: '9007199254740993' }])
  const zPage = z.object({ lines: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() })
  const first = zPage.parse((await http.call('GET', '/v1/me/earnings/lines?limit=1')).body)
  const second = zPage.parse(
    (await http.call('GET', `/v1/me/earnings/lines?limit=1&cursor=${first.nextCursor}`)).body,
  )
  assert.notEqual(first.lines[0]?.id, second.lines[0]?.id)
  const inDay = await http.call('GET', '/v1/me/earnings/lines?from=2026-10-31&to=2026-10-31')
  assert.deepEqual(zPage.parse(inDay.body).lines, second.lines, 'days are those of the stage')
  assert.equal((await http.call('GET', '/v1/me/earnings/lines?cursor=xx')).status, 400)
  const csv = await http.call<Buffer>('GET', '/v1/me/earnings/export')
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
  assert.equal(csv.body.toString().split('\r\n').length, 4)
  const json = await http.call<unknown[]>('GET', '/v1/me/earnings/export?format=json&source=ads')
  assert.equal(json.body.length, 1)
  as('budi')
  assert.deepEqual((await http.call<unknown[]>('GET', '/v1/me/earnings/export?format=json')).body, [])
})

test('a split from proposal to end', async (t) => {
  const house = await served(t)
  const { http, as } = house
  const video = aVideoOf(house, 'sari', 'budi')
  as('sari')
  const parts = [
    { handle: 'sari', basisPoints: 6_000 },
    { handle: 'budi', basisPoints: 4_000 },
  ]
  const zOne = z.object({ split: z.object({ id: z.string(), state: z.string(), awaitsMe: z.boolean() }) })
  const { split } = zOne.parse((await http.call('PUT', `/v1/videos/${video}/split`, { parts })).body)
  assert.deepEqual([split.state, split.awaitsMe], ['proposed', false])
  as('budi')
  const mine = await http.call<{ splits: { awaitsMe: boolean }[] }>('GET', '/v1/me/splits')
  assert.equal(mine.body.splits[0]?.awaitsMe, true)
  const accepted = await http.call('POST', `/v1/splits/${split.id}/accept`)
  assert.equal(zOne.parse(accepted.body).split.state, 'accepted')
  const { body } = await http.call<{ current: unknown; next: { id: string } }>(
    'GET',
    `/v1/videos/${video}/split`,
  )
  assert.deepEqual([body.current, body.next.id], [null, split.id])
  as('dewi')
  assert.equal((await http.call('GET', `/v1/videos/${video}/split`)).status, 404)
  as('budi')
  assert.equal(zOne.parse((await http.call('POST', `/v1/splits/${split.id}/end`)).body).split.state, 'ended')
  assert.equal((await http.call('POST', `/v1/splits/${split.id}/decline`)).status, 409)
})

test('a deduction from an operator to the decision of another', async (t) => {
  const house = await served(t)
  const { http, as, credited, clock } = house
  aVideoOf(house, 'sari')
  await credited([anEarning('satu', 'sari', 1_000n, clock.now())])
  const body = {
    id: uuidFrom('deduction'),
    handle: 'sari',
    amountIdr: '400',
    reason: 'rights_claim',
    evidence: { summary: 'Lagu ini milik orang lain.', facts: [{ name: 'lagu', value: 'Bunga Desa' }] },
  }
  as('sari')
  assert.equal((await http.call('POST', '/v1/admin/deductions', body)).status, 403)
  as('ana', 'operator')
  assert.equal((await http.call('POST', '/v1/admin/deductions', { ...body, handle: 'hantu' })).status, 404)
  assert.equal((await http.call('POST', '/v1/admin/deductions', body)).status, 201)
  assert.equal((await http.call('POST', '/v1/admin/deductions', body)).status, 201)
  as('sari')
  const inbox = await http.call<{ unread: number; deductions: Record<string, unknown>[] }>(
    'GET',
    '/v1/me/deductions',
  )
  assert.equal(inbox.body.unread, 1)
  assert.ok(!JSON.stringify(inbox.body).includes('ana'), 'who deducted is not told')
  assert.deepEqual((await http.call('POST', '/v1/me/deductions/seen')).body, { unread: 0 })
  const appeal = { text: 'Lagu itu ciptaanku sendiri.' }
  assert.equal((await http.call('POST', `/v1/me/deductions/${body.id}/appeal`, appeal)).status, 200)
  as('budi')
  assert.equal((await http.call('POST', `/v1/me/deductions/${body.id}/appeal`, appeal)).status, 404)
  as('ana', 'operator')
  const decision = { outcome: 'returned', note: 'Memang ciptaannya.' }
  const own = await http.call<{ error: { code: string } }>(
    'POST',
    `/v1/admin/deductions/${body.id}/decide`,
    decision,
  )
  assert.equal(own.body.error.code, 'decide_by_another')
  as('bayu', 'operator')
  const list = await http.call<{ deductions: { mayDecide: boolean; creator: { handle: string } }[] }>(
    'GET',
    '/v1/admin/deductions?state=appealed',
  )
  assert.deepEqual(
    list.body.deductions.map((one) => [one.mayDecide, one.creator.handle]),
    [[true, 'sari']],
  )
  assert.equal((await http.call('POST', `/v1/admin/deductions/${body.id}/decide`, decision)).status, 200)
  as('sari')
  const balances = await http.call<{ balances: { pendingIdr: string } }>('GET', '/v1/me/earnings')
  assert.equal(balances.body.balances.pendingIdr, '1000')
})
