import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createHttp } from '../../../platform/http/index.ts'
import {
  createMetrics,
  fakeClock,
  seededIds,
  silentLog,
  testDatabase,
} from '../../../platform/testing/index.ts'
import { accountId, mountIdentity } from '../index.ts'
import { anAccount, testIdentity } from '../testing.ts'

const password = 'senja-di-pantai-7'

async function stage(t: TestContext) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const db = await testDatabase(t, { modules: ['identity'] })
  const identity = testIdentity({ db, clock, ids: seededIds(t.name, clock) })
  const http = await createHttp({ clock, log: silentLog, metrics: createMetrics(), strictReplies: true })
  t.after(() => http.close())
  mountIdentity(http, identity, { isDemo: () => false })
  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) => {
    const answer = await http.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    const cookies = Object.fromEntries(answer.cookies.map((one) => [one.name, one]))
    return { status: answer.statusCode, body: answer.json(), cookies }
  }
  return { clock, db, identity, call }
}

test('signing up logs in with an http-only cookie; the cookie is who you are', async (t) => {
  const { call } = await stage(t)
  const made = await call('POST', '/v1/accounts', { handle: 'sari.senja', displayName: 'Sari', password })
  assert.equal(made.status, 201)
  const cookie = made.cookies.panggung_session
  assert.ok(cookie?.httpOnly)
  assert.equal(cookie?.sameSite, 'Lax')
  const me = await call('GET', '/v1/me', undefined, { cookie: `panggung_session=${cookie?.value}` })
  assert.equal(me.body.account.handle, 'sari.senja')
  assert.equal((await call('GET', '/v1/me')).body.account, null)
})

test('a taken handle, a weak password and a reserved handle are refused by name, in the asked language', async (t) => {
  const { call } = await stage(t)
  await call('POST', '/v1/accounts', { handle: 'sari', displayName: 'Sari', password })
  const taken = await call(
    'POST',
    '/v1/accounts',
    { handle: 'sari', displayName: 'S', password },
    { 'accept-language': 'en' },
  )
  assert.deepEqual([taken.status, taken.body.error.code], [409, 'handle_taken'])
  assert.match(taken.body.error.message, /@sari is taken/)
  const weak = await call(
    'POST',
    '/v1/accounts',
    { handle: 'budi', displayName: 'B', password: 'password123' },
    { 'accept-language': 'id' },
  )
  assert.equal(weak.body.error.code, 'password_weak')
  assert.match(weak.body.error.message, /mudah ditebak/)
  assert.equal(
    (await call('POST', '/v1/accounts', { handle: 'admin', displayName: 'B', password })).body.error.code,
    'handle_reserved',
  )
  assert.equal(
    (await call('POST', '/v1/accounts', { handle: 'x', displayName: 'B', password, isAdmin: true })).body
      .error.code,
    'bad_request',
  )
})

test('a wrong password and an unknown handle get the same answer', async (t) => {
  const { call, identity } = await stage(t)
  await anAccount(identity, 'sari')
  const wrong = await call('POST', '/v1/session', { handle: 'sari', password: 'not the password' })
  const unknown = await call('POST', '/v1/session', { handle: 'nobody', password: 'not the password' })
  const { requestId: _, ...first } = wrong.body.error
  const { requestId: __, ...second } = unknown.body.error
  assert.deepEqual([wrong.status, first], [unknown.status, second])
})

test('guessing is slowed down for known and unknown handles alike, and a window later it is open again', async (t) => {
  const { call, clock, identity } = await stage(t)
  await anAccount(identity, 'sari')
  for (const handle of ['sari', 'nobody']) {
    for (let guess = 0; guess < 8; guess++)
      assert.equal(
        (await call('POST', '/v1/session', { handle, password: `guess number ${guess}` })).status,
        401,
      )
    assert.equal(
      (await call('POST', '/v1/session', { handle, password: 'one more' })).body.error.code,
      'login_throttled',
    )
  }
  clock.advance(15 * 60_000 + 1)
  assert.equal(
    (await call('POST', '/v1/session', { handle: 'sari', password: 'panggung sandi 4' })).status,
    200,
  )
})

test('logging out ends the session at once; an expired session is nobody', async (t) => {
  const { call, clock, identity } = await stage(t)
  await anAccount(identity, 'sari')
  const login = await call('POST', '/v1/session', { handle: 'sari', password: 'panggung sandi 4' })
  const cookie = `panggung_session=${login.cookies.panggung_session?.value}`
  assert.equal((await call('GET', '/v1/me', undefined, { cookie })).body.account.handle, 'sari')
  clock.advance(31 * 86_400_000)
  assert.equal((await call('GET', '/v1/me', undefined, { cookie })).body.account, null)
  const again = await call('POST', '/v1/session', { handle: 'sari', password: 'panggung sandi 4' })
  const fresh = `panggung_session=${again.cookies.panggung_session?.value}`
  assert.equal((await call('DELETE', '/v1/session', undefined, { cookie: fresh })).status, 200)
  assert.equal((await call('GET', '/v1/me', undefined, { cookie: fresh })).body.account, null)
})

test('changing the password ends every other session', async (t) => {
  const { call, identity } = await stage(t)
  await anAccount(identity, 'sari')
  const first = await call('POST', '/v1/session', { handle: 'sari', password: 'panggung sandi 4' })
  const second = await call('POST', '/v1/session', { handle: 'sari', password: 'panggung sandi 4' })
  const cookie = `panggung_session=${first.cookies.panggung_session?.value}`
  const other = `panggung_session=${second.cookies.panggung_session?.value}`
  assert.equal((await call('GET', '/v1/me', undefined, { cookie: other })).body.account.handle, 'sari')
  const wrong = await call('POST', '/v1/me/password', { current: 'wrong', next: password }, { cookie })
  assert.equal(wrong.body.error.code, 'password_wrong')
  const changed = await call(
    'POST',
    '/v1/me/password',
    { current: 'panggung sandi 4', next: password },
    { cookie },
  )
  assert.equal(changed.body.endedSessions, 1)
  assert.equal((await call('GET', '/v1/me', undefined, { cookie: other })).body.account, null)
  assert.equal((await call('GET', '/v1/me', undefined, { cookie })).body.account.handle, 'sari')
})

test('a token acts for its account until it is removed, and only its owner can remove it', async (t) => {
  const { call, identity } = await stage(t)
  const sari = await anAccount(identity, 'sari')
  const budi = await anAccount(identity, 'budi')
  const { token, secret } = await identity.makeToken(sari.id, 'laptop')
  const bearer = { authorization: `Bearer ${secret}` }
  assert.equal((await call('GET', '/v1/me', undefined, bearer)).body.account.handle, 'sari')
  assert.equal(await identity.removeToken(budi.id, token.id), false)
  assert.equal((await call('DELETE', `/v1/me/tokens/${token.id}`, undefined, bearer)).body.removed, true)
  assert.equal((await call('GET', '/v1/me', undefined, bearer)).body.account, null)
})

test('a change sent by another site is refused, whatever cookie comes with it', async (t) => {
  const { call, identity } = await stage(t)
  await anAccount(identity, 'sari')
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]) {
    const answer = await call(
      'POST',
      '/v1/session',
      { handle: 'sari', password: 'panggung sandi 4' },
      headers,
    )
    assert.equal(answer.body.error.code, 'cross_site')
  }
})

test('a browser is remembered with the accounts that logged in from it', async (t) => {
  const { identity } = await stage(t)
  const sari = await anAccount(identity, 'sari')
  const deviceKey = randomUUID()
  await identity.openSession(sari.id, deviceKey)
  assert.deepEqual(
    await identity.accountsOnDevices([deviceKey, randomUUID()]),
    new Map([[deviceKey, [accountId(sari.id)]]]),
  )
})
