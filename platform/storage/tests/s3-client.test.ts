/** What the driver makes of a store's answers, from a server that gives those of a script. Against a real store:
 *  tools/s3-server. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../testing/folders.ts'
import { s3Storage, StorageFault } from '../index.ts'

interface Scripted {
  readonly status: number
  readonly xml?: string
  readonly headers?: Record<string, string>
}

/** Answers each request with the next line of the script; the last one is repeated. */
async function scripted(t: TestContext, script: readonly Scripted[]) {
  const seen: { method: string; url: string; headers: Record<string, unknown> }[] = []
  const server = createServer((asked, answer) => {
    const one = script[Math.min(seen.length, script.length - 1)]
    seen.push({ method: asked.method ?? '', url: asked.url ?? '', headers: asked.headers })
    asked.resume()
    asked.once('end', () => answer.writeHead(one?.status ?? 500, one?.headers).end(one?.xml))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const waits: number[] = []
  const storage = s3Storage({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    bucket: 'clips',
    key: 'the-key',
    secret: 'the-secret',
    pathStyle: true,
    scratch: join(temporaryFolder(t), 'lent'),
    tries: 4,
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
  })
  return { storage, seen, waits }
}

const error = (code: string, more = ''): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message>${more}</Error>`

test('what may pass is tried again, later each time, and then given up', async (t) => {
  const busy = { status: 503, xml: error('SlowDown') }
  const well = await scripted(t, [busy, busy, { status: 200, headers: { 'content-length': '5' } }])
  assert.deepEqual(await well.storage.stat('k'), { bytes: 5 })
  assert.deepEqual(well.waits, [112.5, 225])
  const ill = await scripted(t, [busy])
  await assert.rejects(ill.storage.remove('k'), /can't answer now .*503 SlowDown/)
  assert.equal(ill.seen.length, 4)
})

test('what only the operator can mend is told at once, with what to look at', async (t) => {
  const cases: [Scripted, RegExp][] = [
    [{ status: 403, xml: error('SignatureDoesNotMatch') }, /secret does not belong to the key/],
    [{ status: 403, xml: error('InvalidAccessKeyId') }, /Nobody there knows that key/],
    [{ status: 403, xml: error('AccessDenied') }, /must be allowed to list, read, write and delete/],
    [{ status: 404, xml: error('NoSuchBucket') }, /no such bucket: make it/],
    [{ status: 301, xml: error('PermanentRedirect') }, /bucket is elsewhere/],
    [
      { status: 400, xml: error('AuthorizationHeaderMalformed', '<Region>ap-southeast-3</Region>') },
      /elsewhere: in ap-southeast-3/,
    ],
    [{ status: 403, xml: error('RequestTimeTooSkewed') }, /clock is wrong/],
    [{ status: 405, xml: '<html>a web server</html>' }, /is it the address of an S3 service/],
  ]
  for (const [answer, says] of cases) {
    const { storage, seen } = await scripted(t, [answer])
    await assert.rejects(storage.list(''), (fault) => {
      assert.ok(fault instanceof StorageFault)
      assert.match(fault.message, says)
      assert.doesNotMatch(fault.message, /the-secret/)
      return true
    })
    assert.equal(seen.length, 1)
  }
})

test('a store that is full says so with the code of a full disk', async (t) => {
  const { storage } = await scripted(t, [{ status: 403, xml: error('QuotaExceeded') }])
  await assert.rejects(storage.write('k', Buffer.from('x')), { code: 'ENOSPC', name: 'StorageFull' })
})

test('a fault that hides in a 200 is a fault', async (t) => {
  const { storage, seen } = await scripted(t, [
    { status: 200, headers: { 'content-length': '5' } },
    { status: 200, xml: error('InternalError') },
  ])
  await assert.rejects(storage.copy('a', 'b'), /can't answer now/)
  assert.ok(seen.filter((one) => one.method === 'PUT').length > 1, 'and tried again')
})

test('what is stored shorter than it was sent is not counted as stored', async (t) => {
  const { storage, seen } = await scripted(t, [
    { status: 200 },
    { status: 200, headers: { 'content-length': '3' } },
  ])
  await assert.rejects(
    storage.write('k', Buffer.from('twelve bytes')),
    /keeps 3 bytes of k, and 12 were sent/,
  )
  const [put] = seen
  const hash = createHash('sha256').update('twelve bytes')
  assert.equal(put?.headers['x-amz-checksum-sha256'], hash.digest('base64'))
  assert.match(String(put?.headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/)
  assert.match(
    String(put?.headers['authorization']),
    /^AWS4-HMAC-SHA256 Credential=the-key\/\d{8}\/us-east-1\/s3/,
  )
})
