import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { originalKey } from '../uploads/complete-upload.ts'
import { sari } from './house.ts'
import { about, file, stage } from './upload-stage.ts'

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes)
const checksum = (bytes: Uint8Array) => ({ 'upload-checksum': `sha256 ${hash(bytes).digest('base64')}` })
const whole = (bytes: Uint8Array) => ({ 'repr-digest': `sha-256=:${hash(bytes).digest('base64')}:` })
const [first, second] = [file.subarray(0, 30_000), file.subarray(30_000)]

test('a step whose checksum does not fit is dropped whole, and what was there before stays', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  assert.equal((await s.patch(path, 0, first, checksum(first))).status, 204)
  const bad = await s.patch(path, 30_000, second, checksum(first))
  assert.deepEqual([bad.status, bad.code], [460, 'upload_checksum'])
  assert.equal(await s.offset(path), 30_000)
  assert.equal(statSync(join(s.media.uploads.folder, s.idOf(path))).size, 30_000)
  assert.equal((await s.patch(path, 30_000, second, checksum(second))).status, 204)
  assert.equal((await s.media.findUpload(s.idOf(path)))?.sha256, hash(file).digest('hex'))
})

test('the server says which checksums it knows, and takes no others', async (t) => {
  const s = await stage(t)
  const options = await s.call('OPTIONS', '/v1/uploads')
  assert.equal(options.headers.get('tus-checksum-algorithm'), 'sha256')
  assert.match(options.headers.get('tus-extension') ?? '', /\bchecksum\b/)
  const path = await s.created(file.length)
  for (const header of ['md5 1B2M2Y8AsgTpgAmY7PhCfg==', 'sha256', 'sha256 short=', 'sha256 a b c']) {
    const answer = await s.patch(path, 0, first, { 'upload-checksum': header })
    assert.deepEqual([answer.status, answer.code], [400, 'upload_bad_request'], header)
  }
  for (const header of ['sha-256=abc', 'sha-256=:no:', 'nonsense']) {
    const answer = await s.patch(path, 0, first, { 'repr-digest': header })
    assert.deepEqual([answer.status, answer.code], [400, 'upload_bad_request'], header)
  }
  assert.equal(await s.offset(path), 0)
  // Other algorithms beside it are none of ours.
  const both = { 'repr-digest': `unixsum=:MTIz:, ${whole(file)['repr-digest']}` }
  assert.equal((await s.patch(path, 0, file, both)).status, 204)
})

test('a step that breaks off keeps what came of it, whatever its checksum', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  await s.breaksOff(path, first, first.length, checksum(file))
  const { here, answer } = await s.goOn(path, { ...checksum(second), ...whole(file) })
  assert.equal(here, first.length)
  assert.equal(answer.status, 204)
})

test('a file that is not what was promised ends, and nothing of it is published', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  assert.equal((await s.patch(path, 0, first)).status, 204)
  const other = Buffer.from(file)
  other[100] = 7
  const last = await s.patch(path, 30_000, second, whole(other))
  assert.deepEqual([last.status, last.code], [422, 'upload_corrupt'])
  assert.equal((await s.call('HEAD', path)).status, 422)
  assert.equal((await s.patch(path, 30_000, second, whole(other))).code, 'upload_corrupt')
  const upload = (await s.media.findUpload(s.idOf(path))) ?? assert.fail()
  assert.deepEqual([upload.state, upload.endedBy], ['expired', 'corrupt'])
  assert.equal((await s.media.assetState([upload.assetId])).size, 0)
  assert.equal(await s.storage.stat(originalKey(upload)), undefined)
  assert.equal(existsSync(join(s.media.uploads.folder, upload.id)), false)
  assert.deepEqual(
    await s.jobs.stats().then((all) => all.find((one) => one.name === 'media.read')?.waiting ?? 0),
    0,
  )
})

test('the promise is kept before the bytes: after a crash the sweep holds the file to it', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length, whole(file))
  const other = Buffer.from(file)
  other[5] = 1
  await writeFile(join(s.media.uploads.folder, s.idOf(path)), other)
  s.clock.advance(60_000)
  await s.jobs.tick()
  assert.equal((await s.call('HEAD', path)).status, 422)
  // A second promise that differs from the first is no promise.
  const next = await s.created(file.length, whole(file))
  assert.equal((await s.patch(next, 0, file, whole(other))).code, 'upload_bad_request')
  assert.equal((await s.patch(next, 0, file, whole(file))).status, 204)
})

test('announced twice under one id it is one upload; another file or another person does not get it', async (t) => {
  const s = await stage(t)
  const id = randomUUID()
  const made = [await s.create(file.length, about({ id })), await s.create(file.length, about({ id }))]
  assert.deepEqual(
    made.map((one) => [one.status, one.headers.get('location')]),
    [
      [201, `/v1/uploads/${id}`],
      [201, `/v1/uploads/${id}`],
    ],
  )
  assert.equal((await s.create(file.length + 1, about({ id }))).code, 'upload_conflict')
  assert.equal((await s.create(file.length, about({ id: 'no-uuid' }))).code, 'upload_bad_request')
  assert.equal((await s.patch(`/v1/uploads/${id}`, 0, file)).status, 204)
  // Sent again after it arrived: the same upload, complete.
  assert.equal((await s.create(file.length, about({ id }))).status, 201)
  assert.equal(await s.offset(`/v1/uploads/${id}`), file.length)
  assert.equal((await s.media.uploads.openOf(sari)).length, 0)
})
