import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  temporaryFolder,
  testDatabase,
  testHttp,
  testJobs,
} from '../../../platform/testing/index.ts'
import { diskStorage, places } from '../../../platform/storage/index.ts'
import { type Asset, assetReady, mountMedia } from '../index.ts'
import { aClip, anUpload, testMedia } from '../testing.ts'

const sari = '00000000-0000-7000-8000-00000000aaaa'
const hour = 3_600_000

/** Media over two places, and its files by HTTP. */
async function kept(t: TestContext) {
  const db = await testDatabase(t, { modules: ['media'] })
  const clock = fakeClock(new Date())
  const { jobs, events } = testJobs(t, db)
  const folders = { near: temporaryFolder(t), far: temporaryFolder(t) }
  const [near, far] = [diskStorage(folders.near), diskStorage(folders.far)]
  const storage = places('near', new Map([['near', near], ['far', far]])) // biome-ignore format: a pair a place
  const readied: string[] = []
  events.on(assetReady, 'test', async ({ assetId }) => void readied.push(assetId))
  const media = await testMedia(t, { db, clock, ids: seededIds('keep', clock), jobs, events, storage })
  const http = await testHttp(t, clock)
  mountMedia(http, media)
  const find = async (id: string): Promise<Asset> => {
    const asset = (await media.assetState([id])).get(id)
    assert.ok(asset)
    return asset
  }
  const post = async (content: Buffer): Promise<Asset> => {
    const upload = await anUpload(media, sari, content)
    await jobs.drain()
    return find(upload.assetId)
  }
  const get = async (url: string) => {
    const answer = await http.app.inject({ method: 'GET', url })
    return { status: answer.statusCode, sha256: sha256(answer.rawPayload) }
  }
  /** All its addresses answer with what the rows promise. */
  const plays = async (asset: Asset): Promise<void> => {
    const { renditions, posterUrl } = media.urls(asset, { signed: true })
    assert.ok(renditions.length > 0 && posterUrl)
    for (const { name, url } of renditions) {
      const row = asset.renditions.find((one) => one.name === name)
      assert.deepEqual(await get(url), { status: 200, sha256: row?.sha256 }, name)
    }
    assert.equal((await get(posterUrl)).status, 200)
  }
  const { keep } = media
  return { db, clock, jobs, folders, near, far, storage, media, keep, readied, find, post, get, plays }
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

test('all files move, play throughout, and leave their old place later, when the new copy was read back', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t)).content)
  const keys = await s.near.list('')
  const moved = await s.keep.move({ to: 'far', keepOld: false })
  assert.deepEqual([moved.copied, moved.already, moved.faulty], [keys.length, 0, []])
  assert.equal(moved.total.files, keys.length)
  assert.deepEqual(await s.far.list(''), keys)
  await s.keep.tend()
  assert.deepEqual(await s.near.list(''), keys, 'not before readers have ended')
  await s.plays(asset)

  // What rots meanwhile in the new place is not what the old one is given up for.
  const [first = '', ...others] = keys
  const good = readFileSync(join(s.folders.far, first))
  writeFileSync(join(s.folders.far, first), Buffer.alloc(good.length))
  s.clock.advance(3 * hour)
  await s.keep.tend()
  assert.deepEqual(await s.near.list(''), [first])
  writeFileSync(join(s.folders.far, first), good)
  s.clock.advance(2 * hour)
  await s.keep.tend()
  assert.deepEqual(await s.near.list(''), [])
  assert.deepEqual(await s.far.list(''), [first, ...others])
  await s.plays(asset)
  assert.deepEqual(await s.media.missingOriginals(), [])
})

test('a move that is stopped goes on, one that is turned round loses nothing', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t)).content)
  const keys = await s.near.list('')
  const stop = new AbortController()
  const half = await s.keep.move({
    to: 'far',
    keepOld: false,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  assert.ok(half.copied + half.already < keys.length)
  const rest = await s.keep.move({ to: 'far', keepOld: false })
  assert.equal(rest.copied + rest.already, keys.length)
  assert.ok(rest.already >= half.copied)
  // Back before anything was removed: nothing is copied, and nothing of the first place may go.
  const back = await s.keep.move({ to: 'near', keepOld: true })
  assert.deepEqual([back.copied, back.already], [0, keys.length])
  s.clock.advance(5 * hour)
  await s.keep.tend()
  assert.deepEqual(await s.near.list(''), keys)
  assert.deepEqual(await s.far.list(''), keys, '--keep keeps')
  await s.plays(asset)
})

test('a file that is not what its row says is not moved over a good one, and is told', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t)).content)
  const path = join(s.folders.near, asset.originalKey)
  const good = readFileSync(path)
  writeFileSync(path, Buffer.alloc(good.length, 1))
  const moved = await s.keep.move({ to: 'far', keepOld: false })
  assert.deepEqual(
    moved.faulty.map((one) => one.key),
    [asset.originalKey],
  )
  assert.equal(await s.far.stat(asset.originalKey), undefined)
  s.clock.advance(3 * hour)
  await s.keep.tend()
  assert.equal(existsSync(path), true, 'the only copy stays, such as it is')
})

test('verifying finds what is missing, cut and changed; it is resumed, and repaired', async (t) => {
  const s = await kept(t)
  const [one, two] = [
    await s.post((await aClip(t)).content),
    await s.post((await aClip(t, { rate: 24 })).content),
  ]
  const clean = await s.keep.verify({})
  assert.deepEqual([clean.isWhole, clean.faults, clean.found], [true, 0, []])
  assert.equal(clean.files, clean.total.files)
  assert.equal(clean.bytes, clean.total.bytes)

  const rung = one.renditions.find((rendition) => rendition.kind === 'video')
  const poster = one.renditions.find((rendition) => rendition.kind === 'poster')
  assert.ok(rung && poster)
  const rungPath = join(s.folders.near, rung.storageKey)
  const bytes = readFileSync(rungPath)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  writeFileSync(rungPath, bytes)
  truncateSync(join(s.folders.near, poster.storageKey), 10)
  await s.near.remove(two.originalKey)

  // Stopped after the first file; the next one goes on and tells of all.
  const stop = new AbortController()
  const part = await s.keep.verify({ signal: stop.signal, onProgress: (so) => so.files >= 1 && stop.abort() })
  assert.equal(part.isWhole, false)
  const whole = await s.keep.verify({})
  assert.equal(whole.isWhole, true)
  assert.deepEqual(
    whole.found.map((found) => [found.key, found.what, found.isOriginal]).sort(),
    [
      [one.originalKey, '', true],
      [poster.storageKey, 'length', false],
      [rung.storageKey, 'content', false],
      [two.originalKey, 'missing', true],
    ]
      .filter(([, what]) => what !== '')
      .sort(),
  )

  const repair = await s.keep.repair()
  assert.deepEqual(
    repair.lost.map((lost) => lost.assetId),
    [two.id],
  )
  assert.equal(repair.making.length, 1)
  await s.jobs.drain()
  await s.keep.tend()
  await s.jobs.drain()
  assert.deepEqual(await s.keep.rebuilds(repair.making).then((all) => all.map((row) => row.state)), ['done'])
  await s.plays(await s.find(one.id))
  await s.plays(two)
  const after = await s.keep.verify({ fresh: true })
  assert.deepEqual(
    after.found.map((found) => found.key),
    [two.originalKey],
    'what is lost stays told',
  )
  assert.deepEqual(await s.media.missingOriginals(), [two.id])
})

test('a good copy in another place puts a bad one right', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t)).content)
  await s.keep.move({ to: 'far', keepOld: true })
  const path = join(s.folders.near, asset.originalKey)
  const good = readFileSync(path)
  writeFileSync(path, Buffer.alloc(good.length))
  // From that place it is read first.
  assert.equal((await s.keep.verify({})).found.length, 1)
  const repair = await s.keep.repair()
  assert.deepEqual([repair.restored.length, repair.lost.length, repair.making.length], [1, 0, 0])
  assert.ok(readFileSync(path).equals(good))
  assert.deepEqual((await s.keep.verify({ sample: 5 })).found, [])
})

test('verifying is as gentle as it is told to be', async (t) => {
  const s = await kept(t)
  await s.post((await aClip(t)).content)
  let waitedMs = 0
  let nowMs = 0
  const report = await s.keep.verify({
    bytesPerSecond: 10_000,
    nowMs: () => nowMs,
    wait: async (ms) => {
      waitedMs += ms
      nowMs += ms
    },
  })
  const needed = (report.bytes / 10_000) * 1000
  assert.ok(Math.abs(waitedMs - needed) < 200, `${waitedMs} ms for ${report.bytes} bytes`)
})

test('renditions are made anew; old addresses play the old files until nobody can have them', async (t) => {
  const s = await kept(t)
  const { content } = await aClip(t, { seconds: 3, size: '1280x720' })
  const before = await s.post(content)
  const old = s.media.urls(before, { signed: true })
  const request = await s.keep.rebuild(before.id)
  assert.ok(request.kind === 'begun')
  assert.deepEqual(await s.keep.rebuild(before.id), { kind: 'under way', workId: request.workId })
  await s.plays(before)
  await s.jobs.drain()
  await s.plays(await s.find(before.id))
  await s.keep.tend()
  const readied = s.readied.length
  await s.jobs.drain()
  assert.deepEqual(await s.keep.rebuilds([request.workId]), [
    { workId: request.workId, assetId: before.id, state: 'done', note: null },
  ])
  assert.deepEqual(s.readied.slice(readied), [before.id], 'who keeps its addresses is told')

  const after = await s.find(before.id)
  assert.equal(after.state, 'ready')
  assert.notEqual(after.filesId, after.id)
  const names = (asset: Asset) => asset.renditions.map((one) => one.file).sort()
  assert.deepEqual(names(after), names(before))
  assert.deepEqual(
    [after.durationMs, after.width, after.blurhash],
    [before.durationMs, before.width, before.blurhash],
  )
  await s.plays(after)
  // Old ones too, byte for byte: an address never changes what it stands for.
  for (const { name, url } of old.renditions) {
    const row = before.renditions.find((one) => one.name === name)
    assert.deepEqual(await s.get(url), { status: 200, sha256: row?.sha256 })
  }
  assert.equal((await s.media.assetState([request.workId])).size, 0, 'nothing is to be seen of the work')
  const both = (await s.storage.list('media')).length

  s.clock.advance(30 * hour)
  await s.keep.tend()
  assert.equal((await s.storage.list('media')).length, both / 2)
  await s.plays(await s.find(before.id))
  assert.deepEqual((await s.keep.verify({ fresh: true })).found, [])

  // And once more: what was anew is old now.
  const again = await s.keep.rebuild(before.id)
  assert.equal(again.kind, 'begun')
  await s.jobs.drain()
  await s.keep.tend()
  await s.jobs.drain()
  await s.plays(await s.find(before.id))
  assert.equal((await s.get(s.media.urls(after, { signed: true }).renditions[0]?.url ?? '')).status, 200)
})

test('what can not be made anew leaves what plays as it is, and nothing behind', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t, { seconds: 3 })).content)
  const keys = await s.storage.list('')
  Object.assign(s.media.config, { MAX_SECONDS: 1 })
  const request = await s.keep.rebuild(asset.id)
  assert.ok(request.kind === 'begun')
  await s.jobs.drain()
  await s.keep.tend()
  await s.jobs.drain()
  const [row] = await s.keep.rebuilds([request.workId])
  assert.deepEqual([row?.state, row?.note], ['failed', 'media_too_long'])
  assert.deepEqual(await s.storage.list(''), keys)
  await s.plays(await s.find(asset.id))
  assert.equal((await s.keep.rebuild(asset.id)).kind, 'begun', 'it may be asked for again')
})

test('nothing is made of an original that is not what was sent, nor of what does not exist', async (t) => {
  const s = await kept(t)
  const asset = await s.post((await aClip(t)).content)
  assert.equal((await s.keep.rebuild(sari)).kind, 'nothing to do')
  truncateSync(join(s.folders.near, asset.originalKey), 1000)
  assert.equal((await s.keep.rebuild(asset.id)).kind, 'original lost')
  assert.deepEqual(await s.keep.rebuildable({ onlyIncomplete: true, limit: 10 }), [])
  assert.deepEqual(await s.keep.rebuildable({ onlyIncomplete: false, limit: 10 }), [asset.id])
  await s.plays(asset)
})
