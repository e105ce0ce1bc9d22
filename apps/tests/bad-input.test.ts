/** DESIGN §5: bad input gets a clear answer in the user's language, is never half-applied, and never takes the process
 *  down. Everything here comes in through the front door. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commonRefusals } from '../../platform/contract.ts'
import { openHouse } from '../testing/house.ts'
import { internals, refuses, send, type Sent, zError } from './front-door.ts'

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
