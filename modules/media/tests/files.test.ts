import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { request } from 'node:http'
import test, { type TestContext } from 'node:test'
import { testHttp } from '../../../platform/testing/index.ts'
import { mountMedia } from '../index.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, sari } from './house.ts'
import { until } from './processes.ts'

async function shown(t: TestContext) {
  const home = await house(t)
  const http = await testHttp(t, home.clock)
  mountMedia(http, home.media)
  const base = await http.listen(0, '127.0.0.1')
  const upload = await anUpload(home.media, sari, (await aClip(t, { size: '320x180', seconds: 2 })).content)
  await home.jobs.drain()
  const asset = await home.assetOf(upload)
  const open = (yes: boolean) => home.db.transaction((tx) => home.media.setVisibility(tx, asset.id, yes))
  const source = asset.renditions.find((one) => one.name === 'source') ?? assert.fail()
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(base + path, { method, headers })
  return { ...home, http, base, asset, open, source, get, path: `/media/${asset.id}/source.mp4` }
}

test('an open file: whole, in parts, from the end, not at all', async (t) => {
  const s = await shown(t)
  await s.open(true)
  const whole = await s.get(s.path)
  const bytes = Buffer.from(await whole.arrayBuffer())
  assert.equal(whole.status, 200)
  assert.equal(bytes.length, s.source.bytes)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), s.source.sha256)
  assert.equal(whole.headers.get('accept-ranges'), 'bytes')
  assert.equal(whole.headers.get('content-type'), 'video/mp4')
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(whole.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(whole.headers.get('set-cookie'), null)
  const etag = whole.headers.get('etag') ?? ''
  assert.match(etag, /^"[0-9a-f]{32}"$/)

  const part = await s.get(s.path, { range: 'bytes=100-299' })
  assert.equal(part.status, 206)
  assert.equal(part.headers.get('content-range'), `bytes 100-299/${bytes.length}`)
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(100, 300))
  const tail = await s.get(s.path, { range: 'bytes=-50' })
  assert.deepEqual(Buffer.from(await tail.arrayBuffer()), bytes.subarray(-50))
  const beyond = await s.get(s.path, { range: `bytes=${bytes.length}-` })
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${bytes.length}`])
  assert.equal((await s.get(s.path, { range: 'bytes=0-9', 'if-range': etag })).status, 206)
  assert.equal((await s.get(s.path, { range: 'bytes=0-9', 'if-range': '"other"' })).status, 200)
  assert.equal((await s.get(s.path, { 'if-none-match': etag })).status, 304)
  const head = await s.get(s.path, { range: 'bytes=0-9' }, 'HEAD')
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [206, '10', ''])
})

test('a closed file needs a signature, and a signature ends', async (t) => {
  const s = await shown(t)
  assert.equal((await s.get(s.path)).status, 404)
  const { renditions, posterUrl } = s.media.urls(s.asset, { signed: true })
  const signed = renditions[0]?.url ?? ''
  const given = await s.get(signed)
  assert.equal(given.status, 200)
  assert.match(given.headers.get('cache-control') ?? '', /^private, max-age=\d+, immutable$/)
  assert.equal((await s.get(posterUrl ?? '')).headers.get('content-type'), 'image/webp')
  assert.equal(
    (await s.get(signed.replace(/s=(.)/, (_, first) => (first === '_' ? 's=A' : 's=_')))).status,
    404,
  )
  assert.equal((await s.get(signed.replace(s.asset.id, '019aaaaa-0000-7000-8000-000000000001'))).status, 404)
  s.clock.advance(8 * 3_600_000)
  assert.equal((await s.get(signed)).status, 404)
})

test('opening and closing take effect', async (t) => {
  const s = await shown(t)
  await s.open(true)
  assert.equal((await s.get(s.path)).status, 200)
  await s.open(false)
  assert.equal((await s.get(s.path)).status, 404)
})

test('no address leads out of the asset', async (t) => {
  const s = await shown(t)
  await s.open(true)
  const original = s.asset.originalKey.replace('/', '%2f')
  for (const file of [
    '..%2f..%2foriginals',
    original,
    `..%2f..%2f${original}`,
    '1-source.mp4',
    'source.mp4%00',
    '.',
    '%2e%2e',
    'SOURCE.MP4',
  ]) {
    const answer = await s.get(`/media/${s.asset.id}/${file}`)
    assert.ok(answer.status === 404 || answer.status === 400, `${file} answered ${answer.status}`)
  }
  assert.equal((await s.get('/media/not-a-uuid/source.mp4')).status, 404)
  assert.equal((await s.get(s.path, {}, 'POST')).status, 404)
})

test('a file that is shorter than its record is an error, not a short answer', async (t) => {
  const s = await shown(t)
  await s.open(true)
  await s.storage.withLocalFile(s.source.storageKey, async (path) => truncateSync(path, 100))
  await assert.rejects(s.get(s.path).then((answer) => answer.arrayBuffer()))
  await s.storage.remove(s.source.storageKey)
  assert.equal((await s.get(s.path)).status, 500)
})

test('a reader who leaves does not keep the file open', async (t) => {
  const s = await shown(t)
  await s.open(true)
  let [opened, closed] = [0, 0]
  const { open } = s.storage
  s.storage.open = async (key, wanted) => {
    const file = await open(key, wanted)
    opened++
    const { read, close } = file
    return {
      read: read.bind(file),
      close: () => close.call(file).finally(() => closed++),
    }
  }
  await new Promise<void>((resolve) => {
    const asked = request(s.base + s.path, (answer) => answer.once('data', () => asked.destroy()))
    asked.on('error', () => {})
    asked.on('close', resolve)
    asked.end()
  })
  await until('the file is closed', () => opened === 1 && closed === 1)
})
