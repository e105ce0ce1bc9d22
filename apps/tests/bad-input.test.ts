/** DESIGN §5: bad input gets a clear answer in the user's language, is never half-applied, and never takes the process
 *  down. Everything here comes in through the front door. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { adsRoutes } from '../../modules/ads/contract.ts'
import { feedRoutes } from '../../modules/feed/contract.ts'
import { playbackRoutes } from '../../modules/playback/contract.ts'
import type { videosRoutes } from '../../modules/videos/contract.ts'
import { commonRefusals, type Method, type RouteSpec } from '../../platform/contract.ts'
import { type Client, type House, openHouse, smallClip } from '../testing/house.ts'
import { almost, brokenJson, nastyString, nastyText, nastyValue } from './nasty-values.ts'

const zError = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(10), requestId: z.string() }),
})
const internals =
  /node_modules|\.ts:\d|\bat async\b|\bstack\b|select .* from|pg_|kysely|postgres|zod|undefined|\{\w+\}/i

interface Sent {
  readonly method: Method | 'HEAD'
  readonly path: string
  readonly payload?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** @returns status, parsed body and headers */
async function send(house: House, { method, path, payload, headers = {} }: Sent) {
  const answer = await house.http.app.inject({
    method,
    url: path,
    headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  const isJson = String(answer.headers['content-type'] ?? '').includes('json')
  const body: unknown = isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined
  return { status: answer.statusCode, body, text: answer.body, headers: answer.headers }
}

/** Holds an answer to be a refusal as it should be, and asks again in the other language. */
async function refuses(
  house: House,
  sent: Sent,
  client: Client,
  status: number,
  code: string,
): Promise<void> {
  const messages = await Promise.all(
    ['en', 'id'].map(async (lang) => {
      const cookie = client.cookie.replace('panggung_lang=en', `panggung_lang=${lang}`)
      const answer = await send(house, { ...sent, headers: { cookie, ...sent.headers } })
      const what = `${sent.method} ${sent.path.slice(0, 80)} in ${lang}: ${answer.status} ${answer.text.slice(0, 200)}`
      assert.equal(answer.status, status, what)
      const { error } = zError.parse(answer.body)
      assert.equal(error.code, code, what)
      assert.equal(answer.headers['cache-control'], 'no-store', what)
      assert.doesNotMatch(answer.text, internals, what)
      return error.message
    }),
  )
  assert.notEqual(messages[0], messages[1], `${code} is told in both languages: ${messages[0]}`)
}

const account = (client: Client) => client.account ?? assert.fail('this client is logged in')

test('what cannot be read is refused, told in both languages, and changes nothing', async (t) => {
  const house = await openHouse(t)
  const sari = await house.person('sari.senja')
  const profile = { method: 'PATCH', path: '/v1/me' } as const
  const asJson = (payload: string): Sent => ({ ...profile, payload })
  for (const payload of [
    '{',
    '',
    '"text"',
    '[]',
    'null',
    '{"bio":',
    '{"bio":1}',
    '{"bio":"x","admin":true}',
    '{"roles":["operator"]}',
    '{"lang":"de"}',
    '{"bio":"a\\u0000b"}',
    '{"__proto__":{"bio":"x"}}',
    '{"constructor":{"prototype":{"bio":"x"}}}',
    `{"bio":"${'x'.repeat(301)}"}`,
    '['.repeat(30_000),
  ])
    await refuses(house, asJson(payload), sari, 400, 'bad_request')
  await refuses(house, asJson(`{"bio":"${'x'.repeat(70_000)}"}`), sari, 413, 'body_too_large')
  for (const type of [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
  ])
    await refuses(
      house,
      { ...profile, payload: '{"bio":"x"}', headers: { 'content-type': type } },
      sari,
      400,
      'bad_request',
    )
  await refuses(house, { method: 'GET', path: '/v1/videos/%zz' }, sari, 400, 'bad_request')
  await refuses(house, { method: 'GET', path: `/v1/videos/${'a'.repeat(300)}` }, sari, 400, 'bad_request')
  await refuses(house, { method: 'GET', path: '/v1/nothing' }, sari, 404, 'not_found')
  await refuses(house, { method: 'GET', path: '/v1/feed?tab=all' }, sari, 400, 'bad_request')
  await refuses(
    house,
    { method: 'GET', path: '/v1/feed?tab=for-you&tab=following' },
    sari,
    400,
    'bad_request',
  )
  await refuses(house, { method: 'GET', path: '/v1/feed?debug=1' }, sari, 400, 'bad_request')
  const kept = await sari.call<{ account: { bio: string; roles: string[] } }>('GET', '/v1/me')
  assert.deepEqual([kept.body.account.bio, kept.body.account.roles], ['', []])
})

test('what a contract asks for in words of its own is told in the language of who asks', async (t) => {
  const house = await openHouse(t)
  const tini = await house.person('warung.tini', 'merchant')
  const said = async (sent: Sent, lang: 'en' | 'id'): Promise<string> => {
    const cookie = tini.cookie.replace('panggung_lang=en', `panggung_lang=${lang}`)
    return zError.parse((await send(house, { ...sent, headers: { cookie } })).body).error.message
  }
  for (const [method, path, payload, en, id] of [
    [
      'POST',
      '/v1/accounts',
      { handle: 'Tini!' },
      'three to thirty of a-z',
      'tiga sampai tiga puluh dari a-z',
    ],
    ['POST', '/v1/merchant/top-ups', { amountIdr: '1.5' }, 'a whole number', 'bilangan utuh'],
    ['GET', '/v1/periods/soon', undefined, 'a week (2026-W47) or', 'satu minggu (2026-W47) atau'],
  ] as const) {
    const sent = { method, path, ...(payload ? { payload: JSON.stringify(payload) } : {}) }
    assert.ok((await said(sent, 'en')).includes(en), `${path} in English`)
    assert.ok((await said(sent, 'id')).includes(id), `${path} in Indonesian`)
  }
})

test('paths out of the media folder and the web app lead nowhere', async (t) => {
  const house = await openHouse(t)
  const sari = await house.person('sari.senja')
  const { assetId } = await house.posts(sari, { visibility: 'private' })
  const secret = readFileSync(`${house.dataFolder}/secrets/tickets`, 'utf8')
  const files = [
    'source.mp4',
    'poster.webp',
    '..%2f..%2fsecrets%2ftickets',
    '%2e%2e%2f',
    '.',
    '..%5c..%5c',
    '%00',
  ]
  const paths = [
    ...files.map((file) => `/media/${assetId}/${file}`),
    `/media/${assetId}/source.mp4?e=9999999999&s=${'A'.repeat(43)}`,
    '/media/../../secrets/tickets',
    '/media/%2e%2e/%2e%2e/secrets/tickets',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/_app/../../../package.json',
    '/_app/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '//etc/passwd',
    '/.git/config',
    '/package.json',
    '/index.html.gz',
  ]
  for (const path of paths) {
    const { status, text } = await send(house, { method: 'GET', path })
    assert.ok(status === 404 || status === 400, `${path} → ${status}`)
    assert.ok(!text.includes(secret) && !text.includes('"name":"panggung"') && !text.includes('root:'), path)
  }
})

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

test('a session that ends in mid-upload is told so, and the upload goes on after the next login', async (t) => {
  const env = { PANGGUNG_IDENTITY_SESSION_DAYS: '1', PANGGUNG_MEDIA_UPLOAD_HOURS: '72' }
  const house = await openHouse(t, { env })
  const base = await house.http.listen(0, '127.0.0.1')
  const sari = await house.person('sari.senja')
  const content = readFileSync(smallClip(house.dataFolder, 2, 1))
  const half = Math.floor(content.length / 2)
  const tus = async (
    method: string,
    path: string,
    cookie: string,
    more: Record<string, string>,
    body?: Buffer,
  ) => {
    const answer = await fetch(base + path, {
      method,
      headers: { cookie, 'tus-resumable': '1.0.0', ...more },
      ...(body ? { body: new Uint8Array(body) } : {}),
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const step = (from: number) => ({
    'upload-offset': String(from),
    'content-type': 'application/offset+octet-stream',
  })
  const patch = (path: string, cookie: string, from: number, to: number) =>
    tus('PATCH', path, cookie, step(from), content.subarray(from, to))
  const made = await tus('POST', '/v1/uploads', sari.cookie, { 'upload-length': String(content.length) })
  const path = made.headers.get('location') ?? assert.fail('it has an address')
  assert.equal((await patch(path, sari.cookie, 0, half)).status, 204)

  house.clock.advance(25 * 3_600_000)
  for (const [lang, word] of [
    ['en', /Log in/],
    ['id', /Masuk/],
  ] as const) {
    const answer = await patch(path, sari.cookie.replace('lang=en', `lang=${lang}`), half, content.length)
    assert.equal(answer.status, 401)
    const { error } = zError.parse(JSON.parse(answer.text))
    assert.equal(error.code, 'login_required')
    assert.match(error.message, word)
  }
  const session = await house.stage.identity.openSession(account(sari).id, sari.deviceKey)
  const again = sari.cookie.replace(/panggung_session=[^;]+/, `panggung_session=${session}`)
  const head = await tus('HEAD', path, again, {})
  assert.equal(head.headers.get('upload-offset'), String(half))
  // The same address spelt otherwise, a gap, and more bytes than were announced.
  assert.equal(
    (await tus('HEAD', path.toUpperCase().replace('/V1/UPLOADS', '/v1/uploads'), again, {})).status,
    200,
  )
  assert.equal((await patch(path, again, half + 1, content.length)).status, 409)
  const tooMuch = Buffer.concat([content, Buffer.alloc(1_000)])
  const overrun = await tus('PATCH', path, again, step(half), tooMuch.subarray(half))
  assert.equal(overrun.status, 413)
  assert.equal(zError.parse(JSON.parse(overrun.text)).error.code, 'upload_overrun')
  assert.equal((await tus('HEAD', path, again, {})).headers.get('upload-offset'), String(half))
  const stranger = await house.person('budi.pola')
  assert.equal((await patch(path, stranger.cookie, half, content.length)).status, 404)
  assert.equal(
    (await patch(path.toUpperCase().replace('/V1/UPLOADS', '/v1/uploads'), again, half, content.length))
      .status,
    204,
  )
  const upload = await house.stage.media.findUpload(path.split('/').at(-1) ?? '')
  assert.equal(upload?.state, 'received')

  for (const headers of [
    { 'upload-length': '-1' },
    { 'upload-length': '1e3' },
    { 'upload-length': '99999999999999999999' },
    { 'upload-length': '0' },
    { 'upload-length': '5', 'upload-metadata': 'filename \u00ff,,,' },
    { 'upload-length': '5', 'upload-metadata': `filename ${Buffer.from('a\0b').toString('base64')}` },
    { 'upload-defer-length': '1' },
    { 'upload-length': '5', 'upload-concat': 'partial' },
    { 'upload-length': '5', 'tus-resumable': '0.2.1' },
    { 'upload-length': '5', 'x-http-method-override': 'DELETE' },
  ] as Record<string, string>[]) {
    const answer = await tus('POST', '/v1/uploads', again, headers)
    assert.ok(answer.status < 500, `${JSON.stringify(headers)} → ${answer.status} ${answer.text}`)
    if (answer.status >= 400) zError.parse(JSON.parse(answer.text))
  }
})

test('headers and addresses beyond measure, and requests that are no HTTP, get an answer and no more', async (t) => {
  const house = await openHouse(t)
  const { port } = new URL(await house.http.listen(0, '127.0.0.1'))
  const talk = (text: string): Promise<string> =>
    new Promise((done) => {
      let heard = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
      socket.setTimeout(20_000, () => socket.destroy())
      socket.on('error', () => {})
      socket.on('data', (piece) => {
        heard += piece.toString()
      })
      socket.on('close', () => done(heard))
    })
  const close = 'host: localhost\r\nconnection: close\r\n'
  for (const [request, status, code] of [
    [`GET /v1/me HTTP/1.1\r\n${close}x-large: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
    [`GET /v1/feed?first=${'x'.repeat(40_000)} HTTP/1.1\r\n${close}\r\n`, 431, 'headers_too_large'],
    ['BREW /pot HTCPCP/1.0\r\n\r\n', 400, 'bad_request'],
    ['\u0016\u0003\u0001', 400, 'bad_request'],
    [
      `POST /v1/me HTTP/1.1\r\n${close}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'bad_request',
    ],
    [
      `POST /v1/session HTTP/1.1\r\n${close}content-type: application/json\r\ncontent-length: zwei\r\n\r\n{}`,
      400,
      'bad_request',
    ],
  ] as const) {
    const answer = await talk(request)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    assert.match(head, new RegExp(`^HTTP/1.1 ${status}`), `${request.slice(0, 30)} → ${answer.slice(0, 200)}`)
    const { error } = zError.parse(JSON.parse(body))
    assert.equal(error.code, code)
    assert.doesNotMatch(answer, internals)
  }
  assert.equal((await send(house, { method: 'GET', path: `/v1/me?${'a=1&'.repeat(3_000)}` })).status, 200)
  assert.equal((await send(house, { method: 'GET', path: '/healthz' })).status, 200)
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

test('every refusal that a route declares has its text in both languages', async (t) => {
  const house = await openHouse(t)
  const all = [
    ...Object.values(commonRefusals),
    ...house.http.routes.flatMap((route) => route.refusals ?? []),
  ]
  for (const { code, en, id, status, values = {} } of all) {
    for (const word of Object.values(values).flatMap((words) => Object.values(words)))
      assert.ok(word.en !== '' && word.id !== '', `${code}: ${word.en}`)
    assert.ok(en.length > 10 && id.length > 10 && en !== id, code)
    assert.ok(status >= 400 && status < 600, code)
    const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
    assert.deepEqual(holes(en), holes(id), `${code} tells the same in both languages`)
  }
})

test('no garbage at any route breaks the stage', { timeout: 170_000 }, async (t) => {
  const house = await openHouse(t)
  const known = await knownThings(house)
  assert.ok(house.http.routes.length > 40)
  for (const route of house.http.routes) await withstands(t, house, route, known)
  const audit = await house.stage.admin.audit()
  assert.deepEqual(
    audit.checks.filter((check) => !check.ok),
    [],
  )
})

interface Known {
  readonly cookies: readonly string[]
  /** Values of parameters that name something. */
  readonly params: Readonly<Record<string, string>>
  /** Bodies for routes whose contract shows no example that names something here. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Someone who may do everything, and someone who may do nothing; and things that the first one has. */
async function knownThings(house: House): Promise<Known> {
  const all = await house.person('serba.bisa', 'merchant', 'moderator', 'operator')
  const clip = await house.posts(all)
  await house.stage.ads.openMerchant(account(all).id, 'Serba Bisa')
  const topUp = await house.stage.ads.requestTopUp(account(all).id, 50_000n)
  const campaign = await house.stage.ads.openCampaign(account(all).id, {
    videoId: clip.id,
    title: 'Serba ada',
    cta: 'shop',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 20_000n,
    dailyBudgetIdr: 20_000n,
    totalBudgetIdr: 140_000n,
  })
  const { videoId, ...rest } = { videoId: clip.id, uploadId: clip.uploadId, assetId: clip.assetId }
  const params = { videoId, ...rest, handle: 'serba.bisa', tag: 'uji', period: '2026-W34', day: '2026-08-22' }
  return {
    cookies: [all.cookie, house.visitor().cookie],
    params: { ...params, campaignId: campaign.id, topUpId: topUp.id, file: 'source.mp4' },
    bodies: { 'POST /v1/me/password': { current: 'bukan kata sandinya', next: 'kata sandi yang baru' } },
  }
}

/** Chance finds the combinations; what is known to be nasty is tried in every place. */
async function withstands(t: TestContext, house: House, route: RouteSpec, known: Known): Promise<void> {
  // Logging the actor out would make everything after it harmless.
  const cookies = route.path === '/v1/session' ? known.cookies.slice(1) : known.cookies
  const ask = async (path: string, payload: string, cookie: string): Promise<void> => {
    const answer = await send(house, {
      method: route.method,
      path,
      headers: { cookie },
      ...(route.method === 'GET' ? {} : { payload }),
    })
    const what = `${route.method} ${path.slice(0, 200)} ${payload.slice(0, 200)} → ${answer.status} ${answer.text}`
    // 501 is what oEmbed asks for where a format is not offered (oembed.com §2.3.1).
    assert.ok(answer.status < 500 || (answer.status === 501 && route.path === '/oembed'), what)
    if (answer.status < 400) return
    // A frame on another site is told on a page, in words.
    if (!String(answer.headers['content-type']).startsWith('text/html')) zError.parse(answer.body)
    assert.doesNotMatch(answer.text, /node_modules|\.ts:\d|\bat async\b|select .* from|pg_|kysely/, what)
  }
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const queryNames = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []
  const example: Readonly<Record<string, unknown>> =
    route.example ?? known.bodies[`${route.method} ${route.path}`] ?? {}
  const addressed = (given: Readonly<Record<string, string>>): string =>
    route.path.replace(/:(\w+)/g, (_, name: string) => given[name] ?? known.params[name] ?? encoded(name))

  for (const nasty of nastyText) {
    for (const name of names) await ask(addressed({ [name]: encoded(nasty) }), '{}', cookies[0] ?? '')
    for (const name of queryNames)
      await ask(`${addressed({})}?${name}=${encoded(nasty)}`, '{}', cookies[0] ?? '')
    for (const name of Object.keys(example))
      await ask(addressed({}), JSON.stringify({ ...example, [name]: nasty }), cookies[0] ?? '')
  }

  const params = fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof(nastyString.map(encoded), fc.constant(known.params[name] ?? encoded(name))),
      ]),
    ),
  )
  const query = fc
    .array(fc.tuple(fc.constantFrom(...queryNames, '__proto__', 'x'), nastyString.map(encoded)), {
      maxLength: 3,
    })
    .map((pairs) =>
      pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`,
    )
  const payload = fc.oneof(
    { weight: 4, arbitrary: almost(example).map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: nastyValue.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: brokenJson },
  )
  const cookie = fc.oneof(
    { weight: 4, arbitrary: fc.constant(cookies[0] ?? '') },
    fc.constantFrom(...cookies),
  )
  const seed = randomInt(2 ** 31)
  try {
    await fc.assert(
      fc.asyncProperty(params, query, payload, cookie, (given, search, body, who) =>
        ask(addressed(given) + search, body, who),
      ),
      { numRuns: 20, seed },
    )
  } catch (thrown) {
    t.diagnostic(`${route.method} ${route.path} with seed ${seed}`)
    throw thrown
  }
}

/** As much of it as an address can carry. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed()) || '%20'
