/** A whole stage whose media files are in a bucket. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import type { Rendition } from '../../../modules/media/asset.ts'
import { openHouse } from '../../../apps/testing/house.ts'
import { aBucket } from '../bucket.ts'

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

test('a clip is posted, processed and played on S3, in ranges and whole', async (t) => {
  const { environment } = await aBucket(t)
  const house = await openHouse(t, { env: { ...environment, PANGGUNG_STORAGE_KIND: 's3' } })
  const sari = await house.person('sari')
  const video = await house.posts(sari)
  await house.stage.jobs.drain()
  const places = house.stage.storage.stores
  assert.deepEqual(await places.get('disk')?.list(''), [])
  assert.ok(((await places.get('s3')?.list('')) ?? []).length >= 3)
  const asset = (await house.stage.media.assetState([video.assetId])).get(video.assetId)
  assert.ok(asset && asset.state === 'ready')
  const base = await house.http.listen(0, '127.0.0.1')
  for (const { name, url } of house.stage.media.urls(asset, { signed: false }).renditions) {
    const row: Rendition | undefined = asset.renditions.find((one) => one.name === name)
    assert.ok(row)
    const whole = await fetch(base + url)
    const content = Buffer.from(await whole.arrayBuffer())
    assert.equal(sha256(content), row.sha256)
    for (const [range, start, end] of [
      ['bytes=0-1', 0, 2],
      ['bytes=100-299', 100, 300],
      [`bytes=${content.length - 10}-`, content.length - 10, content.length],
      ['bytes=-7', content.length - 7, content.length],
    ] as const) {
      const part = await fetch(base + url, { headers: { range } })
      assert.equal(part.status, 206)
      assert.ok(Buffer.from(await part.arrayBuffer()).equals(content.subarray(start, end)), range)
    }
    assert.equal((await fetch(base + url, { headers: { range: `bytes=${content.length}-` } })).status, 416)
  }
  assert.deepEqual(await house.stage.media.missingOriginals(), [])
  const report = await house.stage.media.keep.verify({})
  assert.deepEqual([report.isWhole, report.found], [true, []])
})

test('files move from disk to S3 and back while they are read, and no read fails', async (t) => {
  const { environment } = await aBucket(t)
  const house = await openHouse(t, { env: environment })
  const { stage, clock } = house
  const sari = await house.person('sari')
  const video = await house.posts(sari, { seconds: 4 })
  await stage.jobs.drain()
  const asset = (await stage.media.assetState([video.assetId])).get(video.assetId)
  assert.ok(asset)
  const base = await house.http.listen(0, '127.0.0.1')
  const files = stage.media.urls(asset, { signed: false }).renditions.flatMap(({ name, url }) => {
    const row = asset.renditions.find((one) => one.name === name)
    return row ? [{ url, ...row }] : []
  })
  assert.ok(files.length > 0)

  let moving = true
  let reads = 0
  const reader = async (seed: number): Promise<void> => {
    for (let n = seed; moving; n = (n * 48_271 + 11) % 2_147_483_647) {
      const file = files[n % files.length]
      assert.ok(file)
      const start = n % (file.bytes - 1)
      const whole = n % 3 === 0
      const answer = await fetch(base + file.url, whole ? {} : { headers: { range: `bytes=${start}-` } })
      assert.equal(answer.status, whole ? 200 : 206)
      const content = Buffer.from(await answer.arrayBuffer())
      assert.equal(content.length, whole ? file.bytes : file.bytes - start)
      if (whole) assert.equal(sha256(content), file.sha256)
      reads++
    }
  }
  const readers = [1, 2, 3].map(reader)
  const count = async (place: string): Promise<number> =>
    (await stage.storage.stores.get(place)?.list(''))?.length ?? 0
  const all = await count('disk')
  for (const [from, to] of [
    ['disk', 's3'],
    ['s3', 'disk'],
  ] as const) {
    const so = await stage.media.keep.move({ to, keepOld: false })
    assert.deepEqual([so.copied, so.faulty], [all, []])
    clock.advance(3 * 3_600_000)
    await stage.media.keep.tend()
    assert.deepEqual([await count(from), await count(to)], [0, all])
    const before = reads
    while (reads < before + 20) await Promise.race([...readers, new Promise((done) => setImmediate(done))])
  }
  moving = false
  await Promise.all(readers)
  assert.ok(reads >= 40)
  assert.deepEqual((await stage.media.keep.verify({})).found, [])
})

test('where viewers are sent to the store, the address plays and ends', async (t) => {
  const { environment } = await aBucket(t)
  const house = await openHouse(t, {
    env: { ...environment, PANGGUNG_STORAGE_KIND: 's3', PANGGUNG_STORAGE_READS: 'redirect' },
  })
  const video = await house.posts(await house.person('sari'))
  await house.stage.jobs.drain()
  const asset = (await house.stage.media.assetState([video.assetId])).get(video.assetId)
  const file = asset?.renditions.find((one) => one.kind === 'video')
  assert.ok(file)
  const url = await house.stage.storage.readUrl(file.storageKey, { seconds: 60, type: 'video/mp4' })
  const answer = await fetch(url ?? '', { headers: { range: 'bytes=0-99' } })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [206, 'video/mp4'])
})

test('renditions are made anew from an original on S3', async (t) => {
  const { environment } = await aBucket(t)
  const house = await openHouse(t, { env: { ...environment, PANGGUNG_STORAGE_KIND: 's3' } })
  const { media, jobs, storage } = house.stage
  const video = await house.posts(await house.person('sari'))
  await jobs.drain()
  const before = (await media.assetState([video.assetId])).get(video.assetId)
  const lost = before?.renditions.find((one) => one.kind === 'video')
  assert.ok(lost)
  await storage.remove(lost.storageKey)
  assert.equal((await media.keep.verify({})).found.length, 1)
  const { making } = await media.keep.repair()
  await jobs.drain()
  await media.keep.tend()
  await jobs.drain()
  assert.deepEqual(
    (await media.keep.rebuilds(making)).map((row) => row.state),
    ['done'],
  )
  const after = (await media.assetState([video.assetId])).get(video.assetId)
  assert.ok(after)
  const [first] = media.urls(after, { signed: false }).renditions
  const answer = await house.http.app.inject({ method: 'GET', url: first?.url ?? '' })
  assert.equal(answer.statusCode, 200)
  assert.deepEqual((await media.keep.verify({ fresh: true })).found, [])
})
