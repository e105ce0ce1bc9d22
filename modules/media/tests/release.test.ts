/** Room is made by what nobody needs, and by nothing else. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import type { MediaConfig } from '../config.ts'
import { aClip } from '../testing.ts'
import { budi, sari } from './house.ts'
import { about, as, file, stage } from './upload-stage.ts'

const hour = 3_600_000
const day = 24 * hour

async function held(t: TestContext, config: Partial<MediaConfig> = {}) {
  const s = await stage(t, config)
  const needed = new Set<string>()
  s.media.keep.releaseUnless(
    async (files) => new Set(files.map((one) => one.assetId).filter((id) => needed.has(id))),
  )
  const upload = async (id: string) => (await s.media.findUpload(id)) ?? assert.fail('the row stays')
  return {
    ...s,
    needed,
    upload,
    /** So many days go by, an hour at a time. */
    async days(count: number) {
      for (let left = count * 24; left > 0; left -= 6) {
        s.clock.advance(6 * hour)
        await s.media.keep.tend()
      }
    },
    async used() {
      const { body } = await s.http.call<{ bytes: { used: number } }>('GET', '/v1/uploads/quota')
      return body.bytes.used
    },
    async claimed(content: Uint8Array<ArrayBuffer>, purpose: 'clip' | 'part') {
      const id = await s.sent(content, about({ purpose }))
      await s.db.transaction((tx) => s.media.claimUpload(tx, id, sari))
      const { assetId } = await upload(id)
      needed.add(assetId)
      return { id, assetId }
    },
  }
}

test('a clip goes with its last need, days later, and all its files with it', async (t) => {
  const s = await held(t)
  const { content } = await aClip(t)
  const { id, assetId } = await s.claimed(new Uint8Array(content), 'clip')
  await s.jobs.drain()
  const other = await s.claimed(file, 'part')
  const keys = await s.storage.list('')
  await s.days(40)
  assert.deepEqual(await s.storage.list(''), keys, 'what is needed stays for ever')

  // Gone for a moment, and back: nothing is counted from then.
  s.needed.delete(assetId)
  await s.days(6)
  s.needed.add(assetId)
  await s.days(1)
  s.needed.delete(assetId)
  await s.days(6)
  assert.deepEqual(await s.storage.list(''), keys)
  const asset = await s.assetOf({ assetId })
  const url = s.media.urls(asset, { signed: true }).renditions[0]?.url ?? ''
  await s.days(1.25)
  assert.equal((await s.upload(id)).endedBy, 'released')
  assert.equal((await s.call('GET', url)).status, 404)
  assert.equal(await s.used(), file.length, 'it no longer counts')
  await s.days(1)
  assert.deepEqual(await s.storage.list(''), [`originals/${other.assetId}`])
  assert.deepEqual(await s.media.missingOriginals(), [])
  // Sent again it is a new file, not one that was sent before.
  assert.equal((await s.call('HEAD', `/v1/uploads/${id}`)).status, 410)
  assert.equal(
    (await s.http.call('POST', '/v1/uploads/again', { uploadId: id, id: randomUUID() })).status,
    404,
  )
})

test('what was never posted goes on the day that its owner was told', async (t) => {
  const s = await held(t, { UNPOSTED_DAYS: 30 })
  const id = await s.sent(file, about({ purpose: 'part' }))
  const told = await s.http.call<{ expiresAt: string }>('GET', `/v1/uploads/${id}/state`)
  assert.equal(Date.parse(told.body.expiresAt), s.clock.now().getTime() + 30 * day)
  assert.partialDeepStrictEqual((await s.call('GET', '/v1/limits')).json, { unpostedDays: 30 })
  await s.days(29.5)
  assert.equal((await s.upload(id)).state, 'received')
  await s.days(0.75)
  assert.equal((await s.upload(id)).state, 'expired')
  await s.days(1)
  assert.deepEqual(await s.storage.list(''), [])
  assert.equal(await s.used(), 0)
})

test('until somebody says what is needed, everything is', async (t) => {
  const s = await stage(t)
  await s.sent(file, about({ purpose: 'part' }))
  for (let round = 0; round < 4; round++) {
    s.clock.advance(100 * day)
    await s.media.keep.tend()
  }
  assert.equal((await s.storage.list('')).length, 1)
})

test('given up after it arrived: it counts no more, its bytes stay for those that took them over', async (t) => {
  const s = await held(t)
  const id = await s.sent(file, about({ purpose: 'part' }))
  const again = randomUUID()
  assert.equal((await s.http.call('POST', '/v1/uploads/again', { uploadId: id, id: again })).status, 201)
  s.http.as(as(budi))
  assert.equal((await s.call('DELETE', `/v1/uploads/${id}`)).status, 404)
  s.http.as(as(sari))
  assert.equal((await s.call('DELETE', `/v1/uploads/${id}`)).status, 204)
  assert.equal((await s.call('DELETE', `/v1/uploads/${id}`)).status, 410)
  assert.equal(await s.used(), file.length)
  const claim = await s.db.transaction((tx) => s.media.claimUpload(tx, id, sari))
  assert.equal(claim.kind, 'expired')
  await s.days(1)
  const copy = await s.upload(again)
  assert.deepEqual(await s.storage.list(''), [`originals/${copy.assetId}`])

  await s.db.transaction((tx) => s.media.claimUpload(tx, again, sari))
  const kept = await s.call('DELETE', `/v1/uploads/${again}`)
  assert.deepEqual([kept.status, kept.code], [409, 'upload_claimed'])
})

test('given up while it is worked on: it waits for nobody, and goes when that has ended', async (t) => {
  const s = await held(t)
  const id = await s.sent(file)
  const { assetId } = await s.upload(id)
  let ended = Promise.resolve(false)
  await new Promise<void>((begun) => {
    ended = s.db.exclusively(`media.asset/${assetId}`, async () => {
      begun()
      assert.equal((await s.call('DELETE', `/v1/uploads/${id}`)).status, 204)
    })
  })
  await ended
  assert.equal((await s.upload(id)).state, 'received')
  assert.deepEqual(await s.media.uploads.unpostedOf(sari), [])
  await s.jobs.drain()
  await s.days(0.5)
  assert.equal((await s.upload(id)).endedBy, 'released')
  await s.days(1)
  assert.deepEqual(await s.storage.list(''), [])
})
