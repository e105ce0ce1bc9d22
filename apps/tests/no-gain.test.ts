/** DESIGN §5: what is forged, repeated, sent too often or by another site gains nothing and changes nothing, and is told so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { z } from 'zod'
import { adsRoutes } from '../../modules/ads/contract.ts'
import { feedRoutes } from '../../modules/feed/contract.ts'
import { playbackRoutes } from '../../modules/playback/contract.ts'
import type { videosRoutes } from '../../modules/videos/contract.ts'
import { type Client, type House, openHouse } from '../testing/house.ts'
import { account, refuses, send, zError } from './front-door.ts'

test('tickets that are forged, foreign, expired or replayed earn nothing', async (t) => {
  const house = await openHouse(t)
  const creator = await house.person('sari.senja')
  for (let clip = 0; clip < 4; clip++) await house.posts(creator, { seconds: 6 })
  const viewer = house.visitor()
  const other = house.visitor()
  const feed = await viewer.call('GET', '/v1/feed')
  const slots = feedRoutes.readFeed.reply.parse(feed.body).slots
  const [first, second, third, fourth] = slots.map((slot) => slot.ticket)
  assert.ok(first && second && third && fourth)
  let events = 0
  const watch = async (client: Client, ticket: string, playedMs = 5_500, eventId?: string) => {
    const id = eventId ?? `0199f0a2-7c11-7c00-8000-${(++events).toString(16).padStart(12, '0')}`
    const event = {
      eventId: id,
      ticket,
      ranges: [[0, playedMs]],
      playedMs,
      visible: true,
      at: '2026-08-22T03:00:00Z',
    }
    const answer = await client.call('POST', '/v1/watches', { batchId: id, events: [event] })
    assert.equal(answer.status, 202)
    return playbackRoutes.reportWatches.reply.parse(answer.body)
  }
  const isRefused = async (reply: ReturnType<typeof watch>, code: string) => {
    const { accepted, refused } = await reply
    assert.deepEqual([accepted, refused.map((one) => one.code)], [[], [code]])
  }
  const flipped = first.slice(0, 40) + (first[40] === 'A' ? 'B' : 'A') + first.slice(41)
  for (const forged of [flipped, 'AQ', first.slice(0, -1), `${first}A`, ' ', '='.repeat(134)])
    await isRefused(watch(viewer, forged), 'bad_ticket')
  await isRefused(watch(other, first), 'ticket_foreign')

  // Longer than the wall time that has passed since the slot was given out.
  assert.equal((await watch(viewer, second)).accepted.length, 1)
  house.clock.advance(6_000)
  // One honest watch; the same event again, the same claim under another id, and a claim of hours.
  assert.equal((await watch(viewer, third, 5_500, '0199f0a2-7c11-7c00-8000-0000000000aa')).accepted.length, 1)
  assert.equal((await watch(viewer, third, 5_500, '0199F0A2-7C11-7C00-8000-0000000000AA')).accepted.length, 1)
  await watch(viewer, third)
  await watch(viewer, third, 86_400_000)
  house.clock.advance(121 * 60_000)
  await isRefused(watch(viewer, fourth), 'ticket_expired')

  await house.stage.playback.judgeDue()
  const day = feedDay(house)
  const words: Record<string, number> = {}
  for (const { counts } of await house.stage.playback.histogram(account(creator).id, day))
    for (const [word, count] of Object.entries(counts)) words[word] = (words[word] ?? 0) + count
  assert.deepEqual(words, { bad_ticket: 2, faster_than_time: 1, paid: 1 })
  const paid: number[] = []
  for await (const view of house.stage.playback.eachPaidView(day)) paid.push(view.validMs)
  assert.deepEqual(paid, [5_500])
})

const feedDay = (house: House) =>
  house.stage.revenue.daysOf('2026-W34')?.[5] ?? assert.fail('a week has a sixth day')

test('what is sent twice happens once', async (t) => {
  const house = await openHouse(t)
  const creator = await house.person('sari.senja')
  const fan = await house.person('budi.pola')
  const merchant = await house.person('warung', 'merchant')
  const operator = await house.person('penjaga', 'operator')
  const twice = async <Body>(client: Client, method: string, path: string, body?: unknown) => {
    const answers = await Promise.all([
      client.call<Body>(method, path, body),
      client.call<Body>(method, path, body),
    ])
    const again = await client.call<Body>(method, path, body)
    const statuses = [...answers, again].map((one) => one.status)
    assert.ok(
      statuses.every((one) => one < 300),
      `${method} ${path}: ${statuses.join()}`,
    )
    assert.deepEqual(again.body, answers[0].body)
    return again.body
  }
  const clip = await house.posts(creator)
  const posted = await twice<z.output<typeof videosRoutes.post.reply>>(creator, 'POST', '/v1/videos', {
    uploadId: clip.uploadId,
    caption: 'lain kali',
    visibility: 'private',
  })
  assert.equal(posted.video.id, clip.id)
  assert.equal(posted.video.visibility, 'public')
  await twice(fan, 'PUT', '/v1/profiles/sari.senja/follow')
  await twice(fan, 'PUT', `/v1/videos/${clip.id}/like`)
  const profile = await fan.call<{ profile: { followers: number } }>('GET', '/v1/profiles/sari.senja')
  assert.equal(profile.body.profile.followers, 1)

  const asked = await merchant.call('POST', '/v1/merchant/top-ups', { amountIdr: '50000' })
  const { topUp } = adsRoutes.requestTopUp.reply.parse(asked.body)
  const confirm = `/v1/admin/top-ups/${topUp.id}/confirm`
  await twice(operator, 'POST', confirm, { bankReference: 'BCA 1' })
  const otherwise = {
    method: 'POST',
    path: confirm,
    payload: '{"bankReference":"BCA 2"}',
  } as const
  await refuses(house, otherwise, operator, 409, 'top_up_settled')
  const second = await merchant.call('POST', '/v1/merchant/top-ups', { amountIdr: '50000' })
  const { id } = adsRoutes.requestTopUp.reply.parse(second.body).topUp
  const borrowed = {
    ...otherwise,
    path: `/v1/admin/top-ups/${id}/confirm`,
    payload: '{"bankReference":" bca  1 "}',
  }
  await refuses(house, borrowed, operator, 409, 'bank_reference_used')
  await refuses(
    house,
    { ...otherwise, path: `/v1/admin/top-ups/${topUp.id}/decline`, payload: '{"reason":"tidak ada"}' },
    operator,
    409,
    'top_up_settled',
  )
  const read = await merchant.call('GET', '/v1/merchant')
  const balance = adsRoutes.readMerchant.reply.parse(read.body).merchant?.balanceMicro
  assert.equal(balance, `${topUp.payableIdr}000000`, 'credited once')
  assert.ok((await house.stage.admin.audit()).ok)
})

test('too many requests are told when to come back', async (t) => {
  const house = await openHouse(t, { rateLimits: true })
  const sari = await house.person('sari.senja')
  const visitor = house.visitor()
  const login = { handle: 'sari.senja', password: 'salah sekali' }
  const codes = new Set<string>()
  for (let tries = 0; tries < 31; tries++) {
    const { status, body, headers } = await visitor.call('POST', '/v1/session', login)
    codes.add(`${status} ${body.error.code}`)
    if (status === 429) assert.match(String(headers['retry-after']), /^[1-9]\d*$/)
  }
  assert.deepEqual([...codes], ['401 login_failed', '429 login_throttled', '429 too_many_requests'])
  await refuses(
    house,
    { method: 'POST', path: '/v1/session', payload: JSON.stringify(login) },
    visitor,
    429,
    'too_many_requests',
  )
  for (let tries = 0; tries < 10; tries++)
    assert.equal((await sari.call('POST', '/v1/me/tokens', { label: `ke-${tries}` })).status, 201)
  const denied = await sari.call('POST', '/v1/me/tokens', { label: 'satu lagi' })
  assert.equal(denied.status, 429)
  assert.equal((await sari.call('GET', '/v1/me')).status, 200, 'one limit leaves the others alone')
  house.clock.advance(61_000)
  assert.equal((await sari.call('POST', '/v1/me/tokens', { label: 'semenit lagi' })).status, 201)
})

test('another site can change nothing in a visitor’s name', async (t) => {
  const house = await openHouse(t)
  const sari = await house.person('sari.senja')
  const change = { method: 'PATCH', path: '/v1/me', payload: '{"bio":"diretas"}' } as const
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://jahat.example' },
    { origin: 'null' },
    { origin: 'http://localhost:80.jahat.example' },
  ] as Record<string, string>[])
    await refuses(house, { ...change, headers }, sari, 403, 'cross_site')
  for (const { method, path, body } of house.http.routes) {
    if (method === 'GET') continue
    const answer = await send(house, {
      method,
      path: path.replace(/:\w+/g, 'x'),
      headers: { cookie: sari.cookie, origin: 'https://jahat.example' },
      ...(body ? { payload: '{}' } : {}),
    })
    assert.equal(zError.parse(answer.body).error.code, 'cross_site', `${method} ${path}`)
  }
  const allowed = { cookie: sari.cookie, origin: 'http://localhost:8080', host: 'localhost:8080' }
  assert.equal((await send(house, { ...change, headers: allowed })).status, 200)
})
