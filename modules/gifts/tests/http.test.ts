import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operator } from '../../coins/testing.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import { giftIcons } from '../contract.ts'
import { mountGifts } from '../index.ts'
import { giftNamed, giftStage } from '../testing.ts'

interface Answer {
  error?: { code: string }
  gifts?: { id: string; icon: string; coins: string; creatorIdr: string; active: boolean }[]
  share?: { num: number; den: number }
  gift?: { id: string; to: { handle: string }; creatorIdr: string }
  coins?: string
  given?: { id: string; paymentId: string | null; from: { handle: string } }[]
  supporters?: { account: { handle: string }; coins: string }[]
  named?: boolean
  tip?: { state: string }
  paymentId?: string
  quotes?: unknown[]
  creatorIdr?: string
}

test('the catalogue, a gift, a tip, lists and the operator’s editing over HTTP', async (t) => {
  const stage = await giftStage(t)
  const http = await testHttp(t, stage.clock)
  mountGifts(http, stage.gifts, stage.coins)
  const [sari, budi] = [stage.people.add('sari'), stage.people.add('budi')]
  const as = (id: string | null, roles: string[] = []) =>
    http.as({ account: id === null ? null : { id, handle: 'x', roles: new Set(roles) } })
  const code = async (method: string, path: string, body?: unknown) =>
    (await http.call<Answer>(method, path, body)).body.error?.code

  as(null)
  const catalogue = await http.call<Answer>('GET', '/v1/gifts')
  assert.deepEqual(catalogue.body.share, { num: 80, den: 100, from: '2020-01-01' })
  assert.equal(catalogue.body.gifts?.length, 10)
  for (const item of catalogue.body.gifts ?? []) {
    assert.ok(giftIcons.some((icon) => icon === item.icon))
    assert.equal(BigInt(item.creatorIdr), BigInt(item.coins) * 80n)
  }
  const videoId = stage.aVideo(sari)
  const gift = { giftId: giftNamed('http'), item: 'mawar', videoId, message: ' Halo ' }
  assert.equal(await code('POST', '/v1/gifts', gift), 'login_required')

  as(budi)
  await stage.buys(budi, 'koin-50', 'one')
  assert.equal(await code('POST', '/v1/gifts', { ...gift, handle: 'sari' }), 'bad_request')
  assert.equal(await code('POST', '/v1/gifts', { ...gift, message: 'x'.repeat(141) }), 'bad_request')
  // An emoji that a client cut in two: refused in words, and nothing is spent.
  assert.equal(await code('POST', '/v1/gifts', { ...gift, message: '\ud83c' }), 'bad_request')
  const sent = await http.call<Answer>('POST', '/v1/gifts', gift)
  assert.equal(sent.status, 201)
  assert.deepEqual(
    [sent.body.gift?.to.handle, sent.body.gift?.creatorIdr, sent.body.coins],
    ['sari', '400', '45'],
  )
  const price = await http.call<Answer>('GET', '/v1/tips/price?amountIdr=20000')
  assert.equal(price.body.creatorIdr, '18000')
  const tip = { tipId: giftNamed('tip'), handle: 'sari', amountIdr: '20000', method: 'bank-transfer' }
  const asked = await http.call<Answer>('POST', '/v1/tips', tip)
  assert.equal(asked.status, 201)
  await stage.payments.confirm(operator, asked.body.paymentId ?? '', 'BCA 1')
  const own = await http.call<Answer>('GET', '/v1/me/gifts/sent')
  assert.deepEqual(
    own.body.given?.map((one) => one.paymentId).toSorted(),
    [asked.body.paymentId, null].toSorted(),
  )
  assert.equal(await code('GET', '/v1/admin/gifts'), 'not_allowed')
  assert.deepEqual((await http.call<Answer>('PUT', '/v1/me/supporter', { named: false })).body, {
    named: false,
  })

  as(sari)
  const received = await http.call<Answer>('GET', '/v1/me/gifts/received')
  assert.deepEqual(
    received.body.given?.map((one) => one.paymentId),
    [null, null],
  )
  assert.deepEqual(
    received.body.given?.map((one) => one.from.handle),
    ['budi', 'budi'],
  )
  for (const path of [`/v1/videos/${videoId}/gifts`, '/v1/profiles/sari/supporters']) {
    const total = await http.call<Answer>('GET', path)
    assert.deepEqual([total.body.coins, total.body.supporters], ['5', []])
  }
  assert.equal(
    await code('GET', `/v1/videos/${stage.aVideo(budi, { visibility: 'private' })}/gifts`),
    'receiver_not_found',
  )

  as(operator, ['operator'])
  const item = { name: { en: 'Kite', id: 'Layang-layang' }, icon: 'sparkles', coins: '15', active: false }
  const put = await http.call<Answer>('PUT', '/v1/admin/gifts/layang-layang', item)
  assert.equal(put.status, 200)
  assert.equal((await http.call<Answer>('GET', '/v1/admin/gifts')).body.gifts?.length, 11)
  assert.equal((await http.call<Answer>('GET', '/v1/gifts')).body.gifts?.length, 10)
})
