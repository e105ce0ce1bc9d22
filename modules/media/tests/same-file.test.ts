import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { originalKey } from '../uploads/complete-upload.ts'
import { budi, sari } from './house.ts'
import { about, as, file, stage } from './upload-stage.ts'

const sha256 = createHash('sha256').update(file).digest('hex')
const same = `/v1/uploads/same?sha256=${sha256}`

test('whoever sent the same bytes before is told, and nobody else', async (t) => {
  const s = await stage(t)
  assert.deepEqual((await s.call('GET', same)).json, { same: null })
  const id = await s.sent(file, about({ filename: 'senja.mp4' }))
  assert.partialDeepStrictEqual((await s.call('GET', same)).json, {
    same: { uploadId: id, fileName: 'senja.mp4', claimed: false },
  })
  await s.db.transaction((tx) => s.media.claimUpload(tx, id, sari))
  assert.partialDeepStrictEqual((await s.call('GET', same)).json, { same: { claimed: true } })
  // As material for a draft it is another matter.
  assert.deepEqual((await s.call('GET', `${same}&purpose=part`)).json, { same: null })
  s.http.as(as(budi))
  assert.deepEqual((await s.call('GET', same)).json, { same: null })
  assert.equal((await s.call('GET', '/v1/uploads/same?sha256=abc')).status, 400)
})

test('the same bytes once more without sending them: an upload of its own, whatever is asked twice', async (t) => {
  const s = await stage(t)
  const first = await s.sent(file, about({ filename: 'senja.mp4' }))
  const again = (id: string, uploadId = first) =>
    s.http.call<{ uploadId: string; state: string; sha256: string }>('POST', '/v1/uploads/again', {
      uploadId,
      id,
    })
  const id = randomUUID()
  const made = await Promise.all([again(id), again(id)])
  assert.deepEqual(
    made.map((one) => one.status),
    [201, 201],
  )
  assert.partialDeepStrictEqual(made[0]?.body, { uploadId: id, state: 'received', sha256 })
  const copy = (await s.media.findUpload(id)) ?? assert.fail()
  const origin = (await s.media.findUpload(first)) ?? assert.fail()
  assert.notEqual(copy.assetId, origin.assetId)
  // Each has a file of its own: what becomes of one does not touch the other.
  await s.storage.remove(originalKey(origin))
  assert.deepEqual(await s.storage.checksum(originalKey(copy)), { bytes: file.length, sha256 })

  assert.equal((await again(first, first)).status, 409)
  s.http.as(as(budi))
  assert.equal((await again(randomUUID())).status, 404)
  assert.equal((await again(id)).status, 404)
})

test('a copy that a crash broke off, before or after its bytes were there, is finished by the sweep', async (t) => {
  const s = await stage(t)
  const first = await s.sent(file)
  const origin = (await s.media.findUpload(first)) ?? assert.fail()
  // The row is written in the transaction before the copy: a storage that fails then is a crash at that point.
  const copies = [randomUUID(), randomUUID()]
  const copy = s.storage.copy
  for (const [at, id] of copies.entries()) {
    s.storage.copy = async (from, to) => {
      if (at === 1) await copy.call(s.storage, from, to)
      throw new Error('the power went')
    }
    await assert.rejects(s.media.uploads.again(sari, first, id), /the power went/)
  }
  s.storage.copy = copy
  s.clock.advance(60_000)
  await s.jobs.tick()
  for (const id of copies) {
    const upload = (await s.media.findUpload(id)) ?? assert.fail()
    assert.equal(upload.state, 'received')
    assert.equal((await s.assetOf(upload)).sha256, origin.sha256)
  }
})

test('a copy of bytes that rotted meanwhile is not taken for the file', async (t) => {
  const s = await stage(t)
  const first = await s.sent(file)
  const origin = (await s.media.findUpload(first)) ?? assert.fail()
  const rotten = Buffer.from(file)
  rotten[9] = 0
  await s.storage.write(originalKey(origin), rotten)
  const answer = await s.http.call<{ error: { code: string } }>('POST', '/v1/uploads/again', {
    uploadId: first,
    id: randomUUID(),
  })
  assert.deepEqual([answer.status, answer.body.error.code], [422, 'upload_corrupt'])
})

test('uploads are listed by what they wait for, on any device', async (t) => {
  const s = await stage(t)
  const list = async (state: string) => {
    const { body } = await s.http.call<{ uploads: { uploadId: string; receivedBytes: number }[] }>(
      'GET',
      `/v1/uploads?state=${state}`,
    )
    return body.uploads.map((one) => [one.uploadId, one.receivedBytes])
  }
  const path = await s.created(file.length)
  await s.patch(path, 0, file.subarray(0, 20_000))
  const done = await s.sent(file)
  await s.sent(file, about({ purpose: 'sound', filetype: 'audio/mpeg' }))
  assert.deepEqual(await list('open'), [[s.idOf(path), 20_000]])
  assert.deepEqual(await list('unposted'), [[done, file.length]])
  await s.db.transaction((tx) => s.media.claimUpload(tx, done, sari))
  assert.deepEqual(await list('unposted'), [])
  s.http.as(as(budi))
  assert.deepEqual(await list('open'), [])
})

test('a part is ready at once and is what its content says; what is no material is refused with its reason', async (t) => {
  const s = await stage(t)
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 3)])
  const id = await s.sent(png, about({ purpose: 'part', filename: 'a.gif', filetype: 'image/gif' }))
  const upload = (await s.media.findUpload(id)) ?? assert.fail()
  const asset = await s.assetOf(upload)
  assert.partialDeepStrictEqual(asset, {
    kind: 'part',
    state: 'ready',
    mediaType: 'image/png',
    isOpen: false,
  })
  assert.match(s.media.partUrl(asset) ?? '', new RegExp(`^/media/${asset.id}/original\\?e=\\d+&s=`))
  assert.equal((await s.call('GET', `/v1/uploads/${id}/state`)).status, 200)
  await s.jobs.drain()
  assert.deepEqual(s.heard, [])

  const page = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const hidden = await s.sent(page, about({ purpose: 'part', filetype: 'image/png' }))
  const refused = await s.assetOf((await s.media.findUpload(hidden)) ?? assert.fail())
  assert.deepEqual(
    [refused.state, refused.reason?.code, s.media.partUrl(refused)],
    ['refused', 'media_unreadable', null],
  )

  for (const [purpose, filetype, code] of [
    ['part', 'image/svg+xml', 'upload_type_part'],
    ['sound', 'image/png', 'upload_type_sound'],
    ['clip', 'audio/mpeg', 'upload_type'],
  ] as const)
    assert.equal((await s.create(10, about({ purpose, filetype }))).code, code, purpose)
  assert.equal((await s.create(10, about({ purpose: 'else' }))).code, 'upload_bad_request')
})

test('a file that the server made is an upload like any other', async (t) => {
  const s = await stage(t)
  const made = async () => {
    const path = join(temporaryFolder(t), 'made.mp4')
    await writeFile(path, file)
    return path
  }
  const path = await made()
  const upload = await s.media.adoptFile(undefined, { ownerId: sari, path, name: 'Draf.mp4' })
  assert.partialDeepStrictEqual(upload, { state: 'received', sha256, fileName: 'Draf.mp4', purpose: 'clip' })
  assert.equal((await s.media.uploads.unpostedOf(sari)).length, 1)

  // In the caller's transaction, once whatever is tried again.
  const id = randomUUID()
  const given = { ownerId: sari, path: await made(), name: 'Draf.mp4', uploadId: id }
  await assert.rejects(
    s.db.transaction(async (tx) => {
      await s.media.adoptFile(tx, given)
      throw new Error('the power went')
    }),
    /the power went/,
  )
  const twice = await s.db.transaction((tx) => s.media.adoptFile(tx, given))
  assert.deepEqual([twice.id, twice.state], [id, 'received'])
  assert.equal((await s.db.transaction((tx) => s.media.adoptFile(tx, given))).assetId, twice.assetId)
  assert.equal((await s.assetOf(twice)).sha256, sha256)
})
