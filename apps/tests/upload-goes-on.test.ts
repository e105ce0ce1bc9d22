/** DESIGN §5: an upload in steps that come late, twice, from someone else or not as they should. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openHouse, smallClip } from '../testing/house.ts'
import { account, zError } from './front-door.ts'

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
