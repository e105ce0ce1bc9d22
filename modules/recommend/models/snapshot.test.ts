import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshot.ts'

const sample: Snapshot = {
  kind: 'sample',
  settings: { dims: 4, name: 'panggung ꦥ' },
  arrays: {
    items: Float32Array.of(1.5, -2, 3e-20),
    rows: Uint32Array.of(7, 2 ** 32 - 1),
    none: new Int32Array(0),
    ids: Int32Array.of(-1, 5, 9, 4, 4),
  },
}

test('what is written is read back', () => {
  assert.deepEqual(readSnapshot(writeSnapshot(sample)), { ok: true, snapshot: sample })
})

test('one flipped bit anywhere is refused', () => {
  const bytes = writeSnapshot(sample)
  fc.assert(
    fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
      const bent = Buffer.from(bytes)
      bent.writeUInt8(bent.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      assert.equal(readSnapshot(bent).ok, false)
    }),
    { numRuns: 500 },
  )
})

test('any other bytes are refused, whatever they say of themselves', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !readSnapshot(bytes).ok))
  const bytes = writeSnapshot(sample)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      return !readSnapshot(Buffer.concat([bytes.subarray(0, 12), tail])).ok
    }),
  )
})

test('each refusal has its reason', () => {
  const bytes = writeSnapshot(sample)
  const reasonOf = (given: Uint8Array): unknown => {
    const read = readSnapshot(given)
    return read.ok ? undefined : read.reason
  }
  const changed = (at: number, to: number): Buffer => {
    const copy = Buffer.from(bytes)
    copy.writeUInt8(to, at)
    return copy
  }
  assert.equal(reasonOf(new Uint8Array(0)), 'foreign')
  assert.equal(reasonOf(Buffer.from('{"model": true}')), 'foreign')
  assert.equal(reasonOf(changed(8, 2)), 'version')
  assert.equal(reasonOf(bytes.subarray(0, 20)), 'truncated')
  assert.equal(reasonOf(bytes.subarray(0, -1)), 'truncated')
  assert.equal(reasonOf(Buffer.concat([bytes, Buffer.of(0)])), 'corrupt')
  assert.equal(reasonOf(changed(bytes.length - 9, 77)), 'corrupt')
})
