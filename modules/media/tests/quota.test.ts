import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { budi } from './house.ts'
import { about, as, file, stage } from './upload-stage.ts'

const quota = async (s: Awaited<ReturnType<typeof stage>>) =>
  (
    await s.http.call<{
      bytes: { used: number; limit: number }
      day: { used: number; freeAt: string | null }
    }>('GET', '/v1/uploads/quota')
  ).body

test('what an account may have here is told before, and kept', async (t) => {
  const s = await stage(t, { QUOTA_BYTES: 150_000 })
  assert.partialDeepStrictEqual((await s.call('GET', '/v1/limits')).json, {
    quotaBytes: 150_000,
    quotaDayClips: 200,
  })
  await s.sent(file)
  const open = await s.created(file.length)
  assert.deepEqual((await quota(s)).bytes, { used: 140_000, limit: 150_000 })
  assert.deepEqual(await s.create(20_000).then((a) => [a.status, a.code]), [403, 'upload_quota_bytes'])
  const again = await s.http.call<{ error: { code: string } }>('POST', '/v1/uploads/again', {
    uploadId: s.idOf(await s.created(10_000)),
    id: randomUUID(),
  })
  assert.equal(again.status, 404)
  // Giving one up makes room; another account has its own.
  assert.equal((await s.call('DELETE', open)).status, 204)
  assert.equal((await s.create(60_000)).status, 201)
  s.http.as(as(budi))
  assert.equal((await s.create(150_000)).status, 201)
})

test('two at once can not both be the last that fits', async (t) => {
  const s = await stage(t, { QUOTA_BYTES: 100_000, QUOTA_DAY_CLIPS: 3 })
  const bytes = await Promise.all(Array.from({ length: 6 }, () => s.create(60_000)))
  assert.deepEqual(bytes.map((one) => one.status).toSorted(), [201, 403, 403, 403, 403, 403])
  const clips = await Promise.all(Array.from({ length: 6 }, () => s.create(1000)))
  assert.deepEqual(clips.map((one) => one.status).toSorted(), [201, 201, 403, 403, 403, 403])
  assert.equal(clips.find((one) => one.status === 403)?.code, 'upload_quota_day')
})

test('a day’s clips are free again a day after the first; material does not count', async (t) => {
  const s = await stage(t, { QUOTA_DAY_CLIPS: 2 })
  const began = s.clock.now().getTime()
  const first = await s.sent(file)
  s.clock.advance(3_600_000)
  await s.sent(file)
  const full = await quota(s)
  assert.equal(full.day.used, 2)
  assert.equal(full.day.freeAt, new Date(began + 24 * 3_600_000).toISOString())
  const refused = await s.http.call<{ error: { code: string; message: string } }>(
    'POST',
    '/v1/uploads/again',
    {
      uploadId: first,
      id: randomUUID(),
    },
  )
  assert.equal(refused.body.error.code, 'upload_quota_day')
  assert.match(refused.body.error.message, /23 hours/)
  assert.equal((await s.create(1000, about({ purpose: 'part' }))).status, 201)
  s.clock.advance(23 * 3_600_000 + 1)
  assert.equal((await s.create(1000)).status, 201)
  assert.equal((await s.create(1000)).code, 'upload_quota_day')
})
