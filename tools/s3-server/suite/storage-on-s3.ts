import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import test from 'node:test'
import { diskStorage, places, s3Storage, StorageFault } from '../../../platform/storage/index.ts'
import { bytesOf, conforms, inPieces, sha256 } from '../../../platform/storage/tests/conformance.ts'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { aBucket } from '../bucket.ts'
import { cutWire } from '../cut-wire.ts'

const mebi = 1024 * 1024
const part = 5 * mebi

conforms('S3', async (t) => ({ storage: s3Storage(await aBucket(t)), partBytes: part }))

conforms('disk and S3', async (t) => {
  const disk = diskStorage(temporaryFolder(t))
  const s3 = s3Storage(await aBucket(t))
  return { storage: places('s3', new Map([['disk', disk], ['s3', s3]])), partBytes: part } // biome-ignore format: a pair a place
})

test('a list of more than a page is whole', async (t) => {
  const bucket = await aBucket(t)
  const storage = s3Storage({ ...bucket, pageKeys: 7 })
  const keys = Array.from({ length: 45 }, (_, n) => `many/${String(n).padStart(5, '0')} & <ü>`)
  const queue = [...keys]
  const work = async (): Promise<void> => {
    for (let key = queue.pop(); key; key = queue.pop()) await storage.write(key, Buffer.from('x'))
  }
  await Promise.all(Array.from({ length: 16 }, work))
  assert.deepEqual(await storage.list('many'), keys)
})

test('memory stays bounded however long the stream is', async (t) => {
  const storage = s3Storage(await aBucket(t))
  const piece = randomBytes(mebi)
  let most = 0
  const long = Readable.from(
    (async function* () {
      for (let n = 0; n < 150; n++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers)
        yield piece
      }
    })(),
  )
  const before = process.memoryUsage().arrayBuffers
  const stored = await storage.write('long', long)
  assert.equal(stored.bytes, 150 * mebi)
  // The part that is filled, its pieces, and those on their way.
  assert.ok(most - before < 90 * mebi, `${Math.round((most - before) / mebi)} MiB were held`)
  assert.deepEqual(await storage.checksum('long'), stored)
})

test('an address of the store plays for a while, says its type, and nothing else', async (t) => {
  const bucket = await aBucket(t)
  const storage = s3Storage({ ...bucket, readEndpoint: bucket.endpoint })
  const content = randomBytes(5000)
  await storage.write('a b/c+d', content)
  const url = await storage.readUrl('a b/c+d', { seconds: 60, type: 'video/mp4' })
  assert.ok(url)
  const answer = await fetch(url, { headers: { range: 'bytes=10-19' } })
  assert.equal(answer.status, 206)
  assert.equal(answer.headers.get('content-type'), 'video/mp4')
  assert.ok(Buffer.from(await answer.arrayBuffer()).equals(content.subarray(10, 20)))
  assert.equal((await fetch(url.replace('video%2Fmp4', 'text%2Fhtml'))).status, 403)
  assert.equal((await fetch(url.replace('c%2Bd', 'other'))).status, 403)
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 403)
  const past = s3Storage({
    ...bucket,
    readEndpoint: bucket.endpoint,
    clock: { now: () => new Date(Date.now() - 120_000) },
  })
  const old = await past.readUrl('a b/c+d', { seconds: 60, type: 'video/mp4' })
  assert.equal((await fetch(old ?? '')).status, 403)
  assert.equal(await s3Storage(bucket).readUrl('a b/c+d', { seconds: 60, type: 'video/mp4' }), undefined)
})

test('the bucket in the host name', async (t) => {
  const bucket = await aBucket(t)
  const { port } = new URL(bucket.endpoint)
  const hosts: string[] = []
  const virtual = s3Storage({
    ...bucket,
    pathStyle: false,
    endpoint: `http://s3.localhost:${port}`,
    // No name server knows the host: the request goes to the server's address and names it.
    fetch: (input, init) => {
      const url = new URL(String(input))
      hosts.push(url.hostname)
      return ask(bucket.endpoint, url, init)
    },
  })
  const content = randomBytes(part + 1)
  await virtual.write('x/y', content)
  assert.deepEqual(await virtual.list(''), ['x/y'])
  await virtual.copy('x/y', 'z')
  assert.ok((await bytesOf(s3Storage(bucket).read('z'))).equals(content))
  assert.deepEqual([...new Set(hosts)], [`${bucket.bucket}.s3.localhost`])
})

test('a wrong secret, key, bucket, region, clock or address is refused in words', async (t) => {
  const bucket = await aBucket(t)
  await s3Storage(bucket).check()
  const cases: [string, Partial<typeof bucket>, RegExp][] = [
    ['secret', { secret: 'not the secret, surely not' }, /secret does not belong to the key/],
    ['key', { key: 'test:nobody' }, /key/i],
    ['bucket', { bucket: 'not-a-bucket-of-ours' }, /no such bucket: make it/],
    ['clock', { clock: { now: () => new Date('2026-01-01') } }, /clock is wrong|RequestTimeTooSkewed/],
    ['port', { endpoint: 'http://127.0.0.1:65531', tries: 2 }, /could not be reached .*ECONNREFUSED/],
    ['host', { endpoint: 'http://no-such-host.invalid', tries: 2 }, /could not be reached .*no-such-host/],
  ]
  for (const [what, wrong, says] of cases) {
    const storage = s3Storage({ ...bucket, ...wrong, wait: async () => undefined })
    await assert.rejects(storage.check(), (fault) => {
      assert.ok(fault instanceof StorageFault, what)
      assert.match(fault.message, says)
      assert.doesNotMatch(fault.message, new RegExp(bucket.secret), 'the secret is never told')
      return true
    })
  }
})

/** A fetch that goes to another address than the one it names. */
async function ask(endpoint: string, url: URL, init: RequestInit | undefined): Promise<Response> {
  const { hostname, port } = new URL(endpoint)
  const headers = { ...Object.fromEntries(new Headers(init?.headers)), host: url.host }
  const asked = request({
    host: hostname,
    port,
    path: url.pathname + url.search,
    method: init?.method,
    headers,
  })
  asked.end(init?.body)
  const [reply]: IncomingMessage[] = await once(asked, 'response')
  assert.ok(reply?.statusCode)
  const pieces: Buffer[] = []
  for await (const piece of reply) pieces.push(piece)
  const told = new Headers()
  for (const [name, value] of Object.entries(reply.headers)) told.set(name, String(value))
  const isEmpty = init?.method === 'HEAD' || reply.statusCode === 204
  return new Response(isEmpty ? null : Buffer.concat(pieces), { status: reply.statusCode, headers: told })
}

const hurried = { tries: 4, silentMs: 700, slowestBytesPerSecond: 20e6, wait: async () => undefined }

test('whatever the wire does once, the file is stored and read', async (t) => {
  const bucket = await aBucket(t)
  const wire = await cutWire(t, bucket.endpoint)
  const storage = s3Storage({ ...bucket, ...hurried, endpoint: wire.endpoint })
  const content = randomBytes(part * 2 + 77)
  const mischiefs = [
    { kind: 'cut' },
    { kind: 'deaf' },
    { kind: 'silence' },
    { kind: 'answer', status: 503, code: 'SlowDown' },
    { kind: 'answer', status: 500 },
    { kind: 'cut answer', afterBytes: 0 },
    { kind: 'flip' },
  ] as const
  for (const mischief of mischiefs) {
    const hit = new Set<string>()
    // Each kind of request fails once, and once is enough for nobody to notice.
    wire.plan = ({ method, url }) => {
      const what = `${method} ${url.replace(/uploadId=[^&]+/, '').replace(/=\d+/, '')}`
      if (mischief.kind === 'flip' && method !== 'PUT') return undefined
      if (hit.has(what)) return undefined
      hit.add(what)
      return mischief
    }
    const key = `k-${mischief.kind.replace(' ', '-')}`
    const stored = await storage.write(key, Readable.from(inPieces(content)))
    assert.deepEqual(stored, { bytes: content.length, sha256: sha256(content) }, mischief.kind)
    assert.ok((await bytesOf(storage.read(key))).equals(content), mischief.kind)
    await storage.write(`${key}-small`, content.subarray(0, 1000))
    assert.ok((await bytesOf(storage.read(`${key}-small`))).equals(content.subarray(0, 1000)))
    await storage.copy(key, `${key}-copied`)
    assert.deepEqual(await s3Storage(bucket).checksum(`${key}-copied`), stored)
    assert.ok((await storage.list('')).includes(key))
    await storage.remove(key)
    assert.equal(await storage.stat(key), undefined)
    assert.ok(hit.size >= (mischief.kind === 'flip' ? 3 : 8), `${mischief.kind} hit ${[...hit].join(', ')}`)
  }
  // A beginning whose answer was lost is nobody's: the store's own rule for unfinished uploads takes it.
  assert.ok((await bucket.unfinished()) <= 2 * mischiefs.length)
})

test('an answer that is cut again and again is put together from its pieces', async (t) => {
  const bucket = await aBucket(t)
  const wire = await cutWire(t, bucket.endpoint)
  const storage = s3Storage({ ...bucket, ...hurried, endpoint: wire.endpoint })
  const content = randomBytes(3 * mebi)
  await storage.write('k', content)
  wire.plan = ({ method }) => (method === 'GET' ? { kind: 'cut answer', afterBytes: 400_000 } : undefined)
  assert.ok((await bytesOf(storage.read('k'))).equals(content))
  assert.ok(
    (await bytesOf(storage.read('k', { start: 5, end: 2_000_000 }))).equals(content.subarray(5, 2_000_001)),
  )
  const file = await storage.open('k')
  const buffer = Buffer.alloc(2 * mebi)
  assert.equal((await file.read(buffer, 0, buffer.length, 100)).bytesRead, buffer.length)
  assert.ok(buffer.equals(content.subarray(100, 100 + buffer.length)))
  await file.close()
  await storage.withLocalFile('k', async (path) => assert.ok(existsSync(path)))
  assert.deepEqual(readdirSync(bucket.scratch), [])
})

test('a store that stays away fails the write, gives its parts up, and keeps the local file', async (t) => {
  const bucket = await aBucket(t)
  const wire = await cutWire(t, bucket.endpoint)
  const storage = s3Storage({ ...bucket, ...hurried, endpoint: wire.endpoint })
  const path = join(temporaryFolder(t), 'file')
  const content = randomBytes(part * 3)
  writeFileSync(path, content)
  wire.plan = ({ url }) => (url.includes('partNumber=2') ? { kind: 'answer', status: 500 } : undefined)
  await assert.rejects(storage.adopt(path, 'k'), /can't answer now/)
  assert.equal(existsSync(path), true)
  assert.equal(await storage.stat('k'), undefined)
  assert.equal(await bucket.unfinished(), 0)
  wire.plan = () => undefined
  assert.deepEqual(await storage.adopt(path, 'k'), { bytes: content.length, sha256: sha256(content) })
  assert.equal(existsSync(path), false)

  wire.plan = () => ({ kind: 'answer', status: 507, code: 'InsufficientStorage' })
  await assert.rejects(storage.write('full', content), { code: 'ENOSPC', name: 'StorageFull' })
  wire.plan = () => ({ kind: 'answer', status: 403, code: 'AccessDenied' })
  const before = wire.seen.length
  await assert.rejects(storage.write('denied', Buffer.from('x')), StorageFault)
  assert.equal(wire.seen.length, before + 1, 'what only the operator can mend is not tried again')
})

test('a reader who leaves lets the connection go', async (t) => {
  const bucket = await aBucket(t)
  const storage = s3Storage(bucket)
  await storage.write('k', randomBytes(20 * mebi))
  for (let n = 0; n < 30; n++) {
    const file = await storage.open('k', { start: 0, end: 20 * mebi - 1 })
    await file.read(Buffer.alloc(1000), 0, 1000, 0)
    await file.close()
    storage.read('k').once('data', function (this: Readable) {
      this.destroy()
    })
  }
  await assert.rejects(
    storage.withLocalFile('k', () => Promise.reject(new Error('the program failed'))),
    /failed/,
  )
  assert.deepEqual(readdirSync(bucket.scratch), [])
})
