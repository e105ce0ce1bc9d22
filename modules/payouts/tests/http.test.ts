import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createJobs } from '../../../platform/jobs/index.ts'
import { silentLog } from '../../../platform/log.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import type { Access } from '../../../platform/contract.ts'
import { personas } from '../../identity/contract.ts'
import { payoutsRoutes } from '../contract.ts'
import { mountPayouts, workPayouts } from '../index.ts'
import { checker, hasAvailable, maker, person, requestNamed } from '../testing.ts'
import { readPain001 } from './pain001-rules.ts'
import { stage } from './stage.ts'

async function served(t: Parameters<typeof stage>[0], config: Parameters<typeof stage>[1] = {}) {
  const s = await stage(t, config)
  const http = await testHttp(t, s.clock)
  mountPayouts(http, s.payouts, { findMany: async () => [] })
  const as = (id: string | null, ...roles: string[]) =>
    http.as({ account: id === null ? null : { id, handle: 'someone', roles: new Set(roles) } })
  return { ...s, http, as }
}

const payee = {
  form: 'individual',
  country: 'ID',
  name: 'Sari Senja',
  birthDate: '2001-05-17',
  nationalId: '3174015705010001',
}

test('a creator’s way through the routes, to the file and the bank’s word', async (t) => {
  const s = await served(t)
  const sari = person('sari')
  s.as(sari)
  assert.equal((await s.http.call<{ payee: null }>('GET', '/v1/me/payee')).body.payee, null)
  assert.equal((await s.http.call('PUT', '/v1/me/payee', payee)).status, 200)
  const added = await s.http.call('POST', '/v1/me/bank-accounts', {
    bankCode: 'CENAIDJA',
    accountNumber: '1234567890',
    holderName: 'Sari Senja',
  })
  assert.equal(added.status, 201)
  await hasAvailable(s, s.clock, 'sari', 7_000_000n)
  const { body: quoted } = await s.http.call<{ quote: { netIdr: string; obstacle: null } }>(
    'GET',
    '/v1/me/payout-quote',
  )
  assert.deepEqual([quoted.quote.netIdr, quoted.quote.obstacle], ['6825000', null])
  const { status, body } = await s.http.call<{ payout: { id: string; taxLines: { steps: object[] }[] } }>(
    'POST',
    '/v1/me/payouts',
    { requestId: requestNamed('x') },
  )
  assert.equal(status, 201)
  assert.ok((body.payout.taxLines[0]?.steps.length ?? 0) > 1)
  assert.ok(!JSON.stringify([added.body, body]).includes('1234567890'))

  s.as(maker, 'operator')
  const made = await s.http.call<{ batch: { id: string; ctrlSumIdr: string } }>(
    'POST',
    '/v1/admin/payouts/batches',
    { requestId: requestNamed('b') },
  )
  assert.equal(made.status, 201)
  const { id, ctrlSumIdr } = made.body.batch
  const approve = () => s.http.call('POST', `/v1/admin/payouts/batches/${id}/approve`, { ctrlSumIdr })
  assert.equal((await approve()).status, 403)
  s.as(checker, 'operator')
  assert.equal((await approve()).status, 200)
  const file = await s.http.call<Buffer>('GET', `/v1/admin/payouts/batches/${id}/file?format=pain001`)
  assert.match(String(file.headers['content-type']), /xml/)
  assert.match(String(file.headers['cache-control']), /no-store/)
  assert.equal(readPain001(file.body.toString()).sum, 6_825_000n)
  const csv = await s.http.call<Buffer>(
    'GET',
    `/v1/admin/payouts/batches/${id}/file?format=csv&template=mandiri`,
  )
  assert.ok(csv.body.toString().startsWith('P,20261123,'))
  const sent = await s.http.call('POST', `/v1/admin/payouts/batches/${id}/sent`, { format: 'pain001' })
  assert.equal(sent.status, 200)
  const listed = await s.http.call<{ payouts: { holderName: string; state: string }[] }>(
    'GET',
    '/v1/admin/payouts',
  )
  assert.deepEqual(
    listed.body.payouts.map((one) => [one.holderName, one.state]),
    [['S••• S••••', 'sent']],
  )
  const report = await s.http.call<{ lines: { outcome: string }[] }>(
    'POST',
    `/v1/admin/payouts/batches/${id}/report`,
    { csv: `payout,outcome,reference,reason\n${body.payout.id},paid,BIFAST 1,` },
  )
  assert.deepEqual(
    report.body.lines.map((one) => one.outcome),
    ['done'],
  )

  s.clock.set('2026-12-03T05:00:00Z')
  await s.payouts.issueSlips()
  const month = await s.http.call<{ totals: object[] }>('GET', '/v1/admin/tax-slips/2026-11')
  assert.equal(month.body.totals.length, 1)
  const xml = await s.http.call<Buffer>('GET', '/v1/admin/tax-slips/2026-11?format=xml')
  assert.match(xml.body.toString(), /Bp21Bulk/)
  s.as(sari)
  const { body: slips } = await s.http.call<{ slips: { id: string }[] }>('GET', '/v1/me/tax-slips?year=2026')
  const pdf = await s.http.call<Buffer>('GET', `/v1/me/tax-slips/${slips.slips[0]?.id}/pdf`)
  assert.equal(pdf.headers['content-type'], 'application/pdf')
  assert.equal((await s.http.call('GET', '/v1/me/tax-summary.pdf')).status, 200)
  assert.equal((await s.http.call('GET', '/v1/me/tax-slips.csv')).status, 200)
  assert.equal((await s.http.call('GET', '/v1/me/payouts')).status, 200)
  await s.sound()
})

test('each route answers each kind of caller as its contract says', async (t) => {
  const s = await served(t)
  const things: Record<string, string> = {
    payoutId: requestNamed('none'),
    batchId: requestNamed('none'),
    accountId: person('nobody'),
    bankAccountId: requestNamed('none'),
    contradictionId: requestNamed('none'),
    slipId: requestNamed('none'),
    month: '2026-11',
    provider: 'fake',
  }
  const denials = new Set(['login_required', 'not_allowed', 'not_found'])
  for (const route of Object.values(payoutsRoutes)) {
    const access: Access = route.access
    for (const persona of personas) {
      const roles = ['merchant', 'moderator', 'operator'].filter((one) => one === persona)
      s.as(persona === 'visitor' ? null : person(persona), ...roles)
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => things[name] ?? '')
      const query = route.path.endsWith('/file') ? '?format=pain001' : ''
      const { status, body } = await s.http.call<{ error?: { code: string } }>(
        route.method,
        path + query,
        'example' in route ? route.example : undefined,
      )
      const code = body.error?.code
      const what = `${route.method} ${route.path} as ${persona}: ${status} ${code}`
      assert.ok(status < 500, what)
      if (access[persona] === 'allow') assert.ok(code === undefined || !denials.has(code), what)
      else assert.equal(code, access[persona], what)
    }
  }
})

test('a stranger’s payout answers as if it did not exist', async (t) => {
  const s = await served(t)
  s.as(person('budi'))
  const { status, body } = await s.http.call<{ error: { code: string } }>(
    'POST',
    `/v1/me/payouts/${requestNamed('x')}/cancel`,
    {},
  )
  assert.deepEqual([status, body.error.code], [404, 'payout_not_found'])
})

test('a notice is verified over its bytes, whatever type it is sent as', async (t) => {
  const s = await served(t, { PROVIDER: 'fake' })
  s.as(null)
  const { headers, body } = s.fake.notice(requestNamed('x'), 'event')
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
    const good = await s.http.call('POST', '/v1/payout-webhooks/fake', body, {
      ...headers,
      'content-type': type,
    })
    assert.equal(good.status, 200, type)
  }
  const broken = await s.http.call('POST', '/v1/payout-webhooks/fake', Buffer.from('{"event'), {
    'x-fake-signature': 'x',
  })
  assert.equal(broken.status, 403)
  assert.equal((await s.http.call('POST', '/v1/payout-webhooks/nobody', body)).status, 404)
})

test('the jobs run what is due', async (t) => {
  const s = await stage(t)
  const jobs = createJobs({ db: s.db, log: silentLog })
  workPayouts(jobs, s.payouts)
  await jobs.tick()
  await jobs.stop(0)
})
