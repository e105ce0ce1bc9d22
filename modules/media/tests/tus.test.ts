/** The protocol on the wire, as any tus client meets it: https://tus.io/protocols/resumable-upload */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { about, file, stage } from './upload-stage.ts'
import { until } from './processes.ts'

type Stage = Awaited<ReturnType<typeof stage>>
const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const stepType = { 'content-type': 'application/offset+octet-stream' }

/** A step whose bytes are sent when the test wants. */
function slowStep(s: Stage, path: string, offset: number, headers: Record<string, string> = {}) {
  const sending = request(s.base + path, {
    method: 'PATCH',
    headers: { 'tus-resumable': '1.0.0', 'upload-offset': String(offset), ...stepType, ...headers },
  })
  sending.on('error', () => {})
  const answer = new Promise<IncomingMessage | undefined>((resolve) => {
    sending.on('response', (got) => resolve(got.resume()))
    sending.on('close', () => resolve(undefined))
  })
  return { sending, answer }
}
const sizeOf = (s: Stage, path: string) => statSync(join(s.media.uploads.folder, s.idOf(path))).size

test('what the server speaks, and that it speaks it in every answer', async (t) => {
  const s = await stage(t, { MAX_BYTES: 123_456 })
  const options = await fetch(`${s.base}/v1/uploads`, { method: 'OPTIONS' })
  assert.equal(options.status, 204)
  const said = Object.fromEntries(options.headers)
  assert.partialDeepStrictEqual(said, {
    'tus-resumable': '1.0.0',
    'tus-version': '1.0.0',
    'tus-max-size': '123456',
    'tus-checksum-algorithm': 'sha256',
    'tus-extension': 'creation,creation-with-upload,checksum,expiration,termination',
  })
  const made = await s.create(1000, about({ filename: 'senja, di “Losari”.mp4', filetype: 'video/mp4' }))
  const path = made.headers.get('location') ?? ''
  const expires = Date.parse(made.headers.get('upload-expires') ?? '')
  assert.ok(Math.abs(expires - s.clock.now().getTime() - 24 * 3_600_000) < 2000)
  const head = await s.call('HEAD', path)
  assert.deepEqual(
    ['upload-offset', 'upload-length', 'cache-control', 'tus-resumable'].map((name) =>
      head.headers.get(name),
    ),
    ['0', '1000', 'no-store', '1.0.0'],
  )
  // What was told is told again.
  const again = await s.create(1000, { 'upload-metadata': head.headers.get('upload-metadata') ?? '' })
  const twin = await s.media.findUpload(s.idOf(again.headers.get('location') ?? ''))
  assert.equal(twin?.fileName, 'senja, di “Losari”.mp4')
  const wrong = await s.patch(path, 5, file.subarray(0, 10))
  assert.deepEqual([wrong.status, wrong.headers.get('tus-resumable')], [409, '1.0.0'])
  for (const bad of ['filename a b', 'filename YQ==,filename YQ==', ',', 'filename ü'])
    assert.equal(
      (await s.create(10, { 'upload-metadata': Buffer.from(bad).toString('latin1') })).status,
      400,
      bad,
    )
  assert.equal((await s.create(10, { 'upload-metadata': 'is_confidential,filename' })).status, 201)
})

test('the announcement may bring the first bytes, or all of them', async (t) => {
  const s = await stage(t)
  const first = file.subarray(0, 9000)
  const part = await s.call(
    'POST',
    '/v1/uploads',
    { 'upload-length': String(file.length), ...stepType },
    first,
  )
  assert.deepEqual([part.status, part.headers.get('upload-offset')], [201, '9000'])
  const path = part.headers.get('location') ?? ''
  assert.equal((await s.patch(path, 9000, file.subarray(9000))).status, 204)
  const whole = await s.call(
    'POST',
    '/v1/uploads',
    { 'upload-length': String(file.length), ...stepType },
    file,
  )
  assert.equal(whole.headers.get('upload-offset'), String(file.length))
  for (const location of [path, whole.headers.get('location') ?? ''])
    assert.equal((await s.media.findUpload(s.idOf(location)))?.sha256, hex(file))
  const over = await s.call('POST', '/v1/uploads', { 'upload-length': '10', ...stepType }, first)
  assert.deepEqual([over.status, over.code], [413, 'upload_overrun'])
})

test('bytes of a slow line are written as they come; a second step waits its turn, and takes over from a silent one', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const { sending, answer } = slowStep(s, path, 0, { 'content-length': String(file.length) })
  sending.write(file.subarray(0, 10_000))
  await until('its bytes are on the disk', () => sizeOf(s, path) === 10_000)
  const busy = await s.patch(path, 10_000, file.subarray(10_000))
  assert.deepEqual([busy.status, busy.code], [423, 'upload_busy'])
  // The phone changed networks: the old line is open and says nothing.
  await until(
    'the new line may go on',
    async () => (await s.patch(path, 10_000, file.subarray(10_000))).status === 204,
  )
  assert.equal(await answer, undefined, 'the old one is cut')
  assert.equal((await s.media.findUpload(s.idOf(path)))?.sha256, hex(file))
})

test('more bytes than announced, in one piece or drop by drop: none of that step is kept', async (t) => {
  const s = await stage(t)
  const path = await s.created(1000)
  assert.equal((await s.patch(path, 0, file.subarray(0, 400))).status, 204)
  assert.equal((await s.patch(path, 400, file.subarray(400, 1001))).code, 'upload_overrun')
  const { sending, answer } = slowStep(s, path, 400, { 'transfer-encoding': 'chunked' })
  sending.write(file.subarray(400, 900))
  await until('some are written', () => sizeOf(s, path) === 900)
  sending.end(file.subarray(900, 1001))
  assert.equal((await answer)?.statusCode, 413)
  assert.equal(await s.offset(path), 400)
  assert.equal((await s.patch(path, 400, file.subarray(400, 1000))).status, 204)
  assert.equal((await s.media.findUpload(s.idOf(path)))?.sha256, hex(file.subarray(0, 1000)))
})

test('the last bytes are not there before their checksum is: nobody takes a bad file for whole', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const wrong = Buffer.from(hex(Buffer.from('other')), 'hex').toString('base64')
  const { sending, answer } = slowStep(s, path, 0, {
    'transfer-encoding': 'chunked',
    'upload-checksum': `sha256 ${wrong}`,
  })
  sending.write(file)
  // All of it has come, and the end of the step has not.
  const state = await s.http.call<{ state: string }>('GET', `${path}/state`)
  assert.equal(state.body.state, 'open')
  sending.end()
  assert.equal((await answer)?.statusCode, 460)
  assert.equal(await s.offset(path), 0)
  assert.equal((await s.patch(path, 0, file)).status, 204)
})

test('given up while its bytes arrive: the line is cut, and nothing stays', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const { sending, answer } = slowStep(s, path, 0, { 'content-length': String(file.length) })
  sending.write(file.subarray(0, 10_000))
  await until('its bytes are on the disk', () => sizeOf(s, path) > 0)
  assert.equal((await s.call('DELETE', path)).status, 204)
  assert.equal(await answer, undefined)
  assert.throws(() => sizeOf(s, path), { code: 'ENOENT' })
  assert.equal((await s.call('HEAD', path)).status, 410)
})

test('a clock that jumps a month ahead does not clear what is arriving', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const { sending, answer } = slowStep(s, path, 0, { 'content-length': String(file.length) })
  sending.write(file.subarray(0, 10_000))
  await until('its bytes are on the disk', () => sizeOf(s, path) > 0)
  s.clock.advance(30 * 86_400_000)
  await s.media.uploads.sweep()
  sending.end(file.subarray(10_000))
  assert.equal((await answer)?.statusCode, 204)
})

/** Makes the disk fail from now on, as a full or dying one does. */
async function failing(t: TestContext, s: Stage, method: 'writev' | 'datasync', code: string) {
  const handle = await open(join(s.media.uploads.folder, 'probe'), 'w')
  const kind: Record<string, unknown> = Object.getPrototypeOf(handle)
  await handle.close()
  const real = kind[method]
  const mend = () => void (kind[method] = real)
  kind[method] = async () => {
    throw Object.assign(new Error('the disk of the test'), { code })
  }
  t.after(mend)
  return mend
}

test('a disk that is full: 507, what was acknowledged stays, and the upload goes on when there is room', async (t) => {
  const s = await stage(t)
  for (const [method, code] of [
    ['writev', 'ENOSPC'],
    ['datasync', 'EIO'],
  ] as const) {
    // biome-ignore format: a pair a fault
    const path = await s.created(file.length)
    assert.equal((await s.patch(path, 0, file.subarray(0, 30_000))).status, 204)
    const mend = await failing(t, s, method, code)
    const full = await s.patch(path, 30_000, file.subarray(30_000))
    assert.deepEqual([full.status, full.code], [507, 'upload_not_stored'], method)
    mend()
    assert.equal(await s.offset(path), 30_000)
    assert.equal((await s.patch(path, 30_000, file.subarray(30_000))).status, 204)
    assert.equal((await s.media.findUpload(s.idOf(path)))?.sha256, hex(file))
  }
})
