import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { uploadId } from '../asset.ts'
import { createIntake } from './take-bytes.ts'

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function intakeIn(t: TestContext) {
  const folder = temporaryFolder(t)
  const pathOf = (id: string) => join(folder, id)
  const open = () => createIntake({ pathOf, onProgress: async () => {} })
  return { folder, pathOf, open }
}

test('in whatever steps and pieces, over restarts and lost bytes: the file and its hash are those that were sent', async (t) => {
  const { pathOf, open } = intakeIn(t)
  let files = 0
  const step = fc.record({
    bytes: fc.nat(300_000),
    piece: fc.integer({ min: 1, max: 70_000 }),
    fate: fc.constantFrom('whole', 'whole', 'broken', 'changed', 'restart', 'lost'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 600_000 }),
      fc.array(step, { maxLength: 8 }),
      async (length, steps) => {
        const id = uploadId(`file-${files++}`)
        const content = randomBytes(length)
        let intake = open()
        const send = (offset: number, bytes: Buffer, piece: number, fate: string) => {
          function* pieces() {
            for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
            if (fate === 'broken') throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
          }
          const checksum = fate === 'changed' ? hex(Buffer.from('other')) : hex(bytes)
          const body = Readable.from(pieces(), { objectMode: false })
          return intake.take(id, { offset, lengthBytes: length, checksum, body })
        }
        let offset = 0
        for (const { bytes, piece, fate } of [...steps, { bytes: length, piece: 65_536, fate: 'whole' }]) {
          if (fate === 'restart') intake = open()
          if (fate === 'lost' && offset > 0) truncateSync(pathOf(id), (offset = Math.floor(offset / 2)))
          const taken = await send(offset, content.subarray(offset, offset + bytes), piece, fate)
          const sent = Math.min(length, offset + bytes)
          const expected =
            fate === 'changed'
              ? { kind: 'changed', offset }
              : { kind: fate === 'broken' ? 'broken off' : 'taken', offset: sent }
          assert.deepEqual(taken, expected)
          offset = 'offset' in taken ? taken.offset : assert.fail()
          assert.equal(await intake.durable(id), offset)
        }
        assert.equal(offset, length)
        assert.ok(readFileSync(pathOf(id)).equals(content))
        assert.equal(intake.hashOf(id, length), hex(content))
        assert.equal(intake.hashOf(id, length - 1), undefined)
      },
    ),
    { numRuns: 30 },
  )
})

test('a step elsewhere than where the file ends writes nothing', async (t) => {
  const { pathOf, open } = intakeIn(t)
  const id = uploadId('a')
  const step = (offset: number) => ({
    offset,
    lengthBytes: 100,
    checksum: undefined,
    body: Readable.from([Buffer.alloc(10, 1)], { objectMode: false }),
  })
  const intake = open()
  assert.deepEqual(await intake.take(id, step(20)), { kind: 'elsewhere', offset: 0 })
  writeFileSync(pathOf(id), Buffer.alloc(20))
  assert.deepEqual(await intake.take(id, step(10)), { kind: 'elsewhere', offset: 20 })
  assert.deepEqual(await intake.take(id, step(20)), { kind: 'taken', offset: 30 })
})

test('64 at once wait for the disk, and not in memory', async (t) => {
  const { pathOf, open } = intakeIn(t)
  const intake = open()
  const piece = randomBytes(65_536)
  const [count, pieces] = [64, 48]
  const ids = Array.from({ length: count }, (_, at) => uploadId(`many-${at}`))
  const sizeOf = (id: string): number => statSync(pathOf(id), { throwIfNoEntry: false })?.size ?? 0
  let given = 0
  let most = 0
  let begin: (value: unknown) => void = () => {}
  const allBegan = new Promise((resolve) => {
    begin = resolve
  })
  async function* sender(at: number) {
    if (at === count - 1) begin(undefined)
    await allBegan
    for (let sent = 0; sent < pieces; sent++) {
      yield piece
      if (++given % count !== 0) continue
      const written = ids.reduce((sum, id) => sum + sizeOf(id), 0)
      most = Math.max(most, given * piece.length - written)
    }
  }
  const taken = await Promise.all(
    ids.map((id, at) =>
      intake.take(id, {
        offset: 0,
        lengthBytes: pieces * piece.length,
        checksum: undefined,
        body: Readable.from(sender(at), { objectMode: false, highWaterMark: 1 }),
      }),
    ),
  )
  assert.ok(taken.every((one) => one.kind === 'taken'))
  assert.equal(given, count * pieces)
  const held = most / 2 ** 20
  // Half a megabyte gathered and as much being written, each; and a piece or two on the way.
  assert.ok(
    held > 16 && held < 64 + 16,
    `${Math.round(held)} MiB of ${(given * piece.length) / 2 ** 20} were held`,
  )
})
