import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, truncateSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { originalKey } from '../uploads/complete-upload.ts'
import { budi, sari } from './house.ts'
import { as, file, stage } from './upload-stage.ts'

test('an upload in two steps is stored durably, with its checksum, before the last answer', async (t) => {
  const s = await stage(t)
  const made = await s.create(file.length, {
    'upload-metadata': `filename ${Buffer.from('senja di Losari.mp4').toString('base64')},filetype ${Buffer.from('video/mp4').toString('base64')}`,
  })
  assert.equal(made.status, 201)
  const path = made.headers.get('location') ?? ''
  assert.match(path, /^\/v1\/uploads\/[0-9a-f-]{36}$/)
  assert.equal((await s.patch(path, 0, file.subarray(0, 30_000))).status, 204)
  assert.equal(await s.offset(path), 30_000)
  const half = await s.call('GET', `${path}/state`)
  assert.partialDeepStrictEqual(half.json, {
    state: 'open',
    stage: 'uploading',
    percent: 42,
    receivedBytes: 30_000,
  })

  assert.equal((await s.patch(path, 30_000, file.subarray(30_000))).status, 204)
  const upload = await s.media.findUpload(s.idOf(path))
  assert.equal(upload?.state, 'received')
  assert.equal(upload?.fileName, 'senja di Losari.mp4')
  const asset = await s.assetOf(upload ?? assert.fail())
  assert.equal(asset.sha256, createHash('sha256').update(file).digest('hex'))
  assert.deepEqual(await s.storage.stat(asset.originalKey), { bytes: file.length })
  assert.deepEqual(
    await s.jobs.stats().then((all) => all.find((one) => one.name === 'media.read')?.waiting),
    1,
  )
  assert.equal(await s.offset(path), file.length)
  assert.partialDeepStrictEqual((await s.call('GET', `${path}/state`)).json, {
    state: 'received',
    stage: 'waiting',
  })
})

test('a connection that breaks keeps what arrived, and the upload goes on from there', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  await s.breaksOff(path, file.subarray(0, 20_000), 1)
  const { here, answer } = await s.goOn(path)
  assert.ok(here > 0 && here <= 20_000, `${here} bytes are kept`)
  assert.equal(answer.status, 204)
  const upload = (await s.media.findUpload(s.idOf(path))) ?? assert.fail()
  assert.equal((await s.assetOf(upload)).sha256, createHash('sha256').update(file).digest('hex'))
})

test('a session that ends in the middle is told so, and nothing is lost', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  await s.patch(path, 0, file.subarray(0, 10_000))
  s.http.as({ account: null })
  const out = await s.patch(path, 10_000, file.subarray(10_000))
  assert.deepEqual([out.status, out.code], [401, 'login_required'])
  assert.equal((await s.call('HEAD', path)).status, 401)
  assert.equal((await s.create(10)).status, 401)
  s.http.as(as(sari))
  assert.equal(await s.offset(path), 10_000)
  assert.equal((await s.patch(path, 10_000, file.subarray(10_000))).status, 204)
})

test('nobody else may see, continue or drop it', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  s.http.as(as(budi))
  assert.equal((await s.call('HEAD', path)).status, 404)
  assert.equal((await s.patch(path, 0, file)).code, 'upload_not_found')
  assert.equal((await s.call('DELETE', path)).code, 'upload_not_found')
  assert.equal((await s.call('GET', `${path}/state`)).code, 'upload_not_found')
  s.http.as(as(sari))
  assert.equal(await s.offset(path), 0)
})

test('limits are told before and kept', async (t) => {
  const s = await stage(t, { MAX_BYTES: 50_000, OPEN_UPLOADS: 2 })
  assert.partialDeepStrictEqual((await s.call('GET', '/v1/limits')).json, {
    maxBytes: 50_000,
    maxSeconds: 180,
  })
  assert.deepEqual(await s.create(50_001).then((a) => [a.status, a.code]), [413, 'upload_too_large'])
  assert.deepEqual(await s.create(0).then((a) => [a.status, a.code]), [422, 'upload_empty'])
  assert.deepEqual(await s.call('POST', '/v1/uploads').then((a) => [a.status, a.code]), [
    411,
    'upload_length_required',
  ])
  const deferred = await s.call('POST', '/v1/uploads', { 'upload-defer-length': '1' })
  assert.equal(deferred.code, 'upload_length_required')
  const text = await s.create(10, {
    'upload-metadata': `filetype ${Buffer.from('text/plain').toString('base64')}`,
  })
  assert.deepEqual([text.status, text.code], [415, 'upload_type'])

  const path = await s.created(1000)
  assert.deepEqual(await s.patch(path, 0, file.subarray(0, 1001)).then((a) => [a.status, a.code]), [
    413,
    'upload_overrun',
  ])
  assert.equal((await s.patch(path, 7, file.subarray(0, 10))).code, 'upload_conflict')
  await s.created(1000)
  assert.deepEqual(await s.create(1000).then((a) => [a.status, a.code]), [409, 'upload_too_many_open'])
  // An hour untouched, the oldest makes room.
  s.clock.advance(2 * 3_600_000)
  assert.equal((await s.create(1000)).status, 201)
  assert.equal((await s.call('HEAD', path)).status, 410)
})

test('giving up makes room at once', async (t) => {
  const s = await stage(t, { OPEN_UPLOADS: 1 })
  const path = await s.created(1000)
  assert.equal((await s.call('DELETE', path)).status, 204)
  assert.equal((await s.call('HEAD', path)).status, 410)
  assert.equal((await s.call('DELETE', path)).status, 410)
  assert.equal((await s.create(1000)).status, 201)
})

test('a crash after the last byte and before the mark loses nothing', async (t) => {
  const s = await stage(t)
  const upload = () => s.media.uploads.announce(sari, { lengthBytes: file.length, name: 'a', type: '' })
  // All bytes written, nothing else.
  const first = await upload()
  await writeFile(join(s.media.uploads.folder, first.id), file)
  assert.equal(await s.offset(`/v1/uploads/${first.id}`), file.length)
  assert.equal((await s.media.findUpload(first.id))?.state, 'received')
  // Moved into the storage, not marked.
  const second = await upload()
  await writeFile(join(s.media.uploads.folder, second.id), file)
  const original = join(s.media.uploads.folder, second.id)
  await s.storage.adopt(original, originalKey(second))
  assert.equal(await s.offset(`/v1/uploads/${second.id}`), file.length)
  assert.equal((await s.assetOf(second)).sha256, createHash('sha256').update(file).digest('hex'))
  // Nobody asks again: the sweep finds it.
  const third = await upload()
  await writeFile(join(s.media.uploads.folder, third.id), file)
  s.clock.advance(60_000)
  await s.jobs.tick()
  assert.equal((await s.assetOf(third)).state, 'received')
})

test('completing twice at once makes one asset', async (t) => {
  const s = await stage(t)
  const upload = await s.media.uploads.announce(sari, { lengthBytes: file.length, name: 'a', type: '' })
  await writeFile(join(s.media.uploads.folder, upload.id), file)
  await Promise.all([1, 2, 3].map(() => s.media.uploads.complete(upload.id)))
  assert.equal((await s.assetOf(upload)).originalBytes, file.length)
})

test('what was left for a day is cleared, what is complete is not', async (t) => {
  const s = await stage(t)
  const left = await s.created(file.length)
  await s.patch(left, 0, file.subarray(0, 500))
  s.clock.advance(25 * 3_600_000)
  await s.jobs.tick()
  assert.equal((await s.call('HEAD', left)).status, 410)
  assert.equal((await s.call('GET', `${left}/state`)).status, 200)
  assert.deepEqual(readdirSync(s.media.uploads.folder), [])
})

test('bytes that the disk lost are asked for again', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  await s.patch(path, 0, file.subarray(0, 40_000))
  truncateSync(join(s.media.uploads.folder, s.idOf(path)), 25_000)
  assert.equal(await s.offset(path), 25_000)
  assert.equal((await s.patch(path, 40_000, file.subarray(40_000))).status, 409)
  assert.equal((await s.patch(path, 25_000, file.subarray(25_000))).status, 204)
})

test('what is not the protocol is said in the usual envelope', async (t) => {
  const s = await stage(t)
  const path = await s.created(1000)
  const bare = await fetch(s.base + path, { method: 'PATCH', headers: { 'upload-offset': '0' } })
  assert.deepEqual([bare.status, bare.headers.get('tus-version')], [412, '1.0.0'])
  const body: unknown = await bare.json()
  assert.partialDeepStrictEqual(body, { error: { code: 'upload_protocol' } })
  const offsets = await s.call('PATCH', path, {
    'upload-offset': '-1',
    'content-type': 'application/offset+octet-stream',
  })
  assert.equal(offsets.code, 'upload_bad_request')
  assert.equal((await s.create(10, { 'upload-metadata': 'filename ***' })).code, 'upload_bad_request')
  assert.equal(
    (await s.call('POST', '/v1/uploads', { 'upload-length': '-5' })).code,
    'upload_length_required',
  )
})

test('an id that is no id, and one that is not there', async (t) => {
  const s = await stage(t)
  assert.equal((await s.call('HEAD', '/v1/uploads/..%2f..%2fetc')).status, 400)
  assert.equal((await s.call('HEAD', '/v1/uploads/019aaaaa-0000-7000-8000-000000000001')).status, 404)
  const options = await s.call('OPTIONS', '/v1/uploads')
  assert.equal(options.headers.get('tus-version'), '1.0.0')
  assert.equal(options.headers.get('access-control-allow-origin'), null)
})
