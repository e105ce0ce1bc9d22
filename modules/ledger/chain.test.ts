import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeRows, genesis, hashBatch, viewOf, writeUuid } from './chain.ts'
import type { Transfer } from './transfer.ts'

const plain: Transfer = {
  seq: 1n,
  batch: 1n,
  at: new Date('2026-11-02T00:00:00.123Z'),
  id: '00112233-4455-6677-8899-aabbccddeeff',
  debit: '10000000-0000-4000-8000-000000000001',
  credit: '10000000-0000-4000-8000-000000000002',
  ledger: 2,
  amount: 1_234_567n,
  code: 7,
  kind: 'single',
  pendingId: null,
  timeoutSeconds: null,
  linked: false,
  chainId: null,
  sourceKind: null,
  sourceId: null,
  reason: null,
}

test('a plain row has the bytes that docs/ledger.md lists', () => {
  const atMs = BigInt(plain.at.getTime()).toString(16).padStart(16, '0')
  assert.equal(
    encodeRows([plain]).toString('hex'),
    [
      '0000005b', // length: 91
      '01', // version
      '01', // kind: single
      '00', // nothing optional
      '0000000000000001', // seq
      '0000000000000001', // batch
      atMs,
      '00112233445566778899aabbccddeeff',
      '10000000000040008000000000000001',
      '10000000000040008000000000000002',
      '00000002', // ledger
      '00000007', // code
      '000000000012d687', // amount
    ].join(''),
  )
})

test('optional fields follow in the order of their bits', () => {
  const row = encodeRows([
    {
      ...plain,
      kind: 'post',
      linked: true,
      pendingId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      timeoutSeconds: 60,
      chainId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
      sourceKind: 5,
      sourceId: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
      reason: 'é',
    },
  ]).toString('hex')
  assert.equal(row.slice(8, 14), '01037f')
  assert.equal(
    row.slice((4 + 91) * 2),
    `aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa${'0000003c'}bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb${'00000005'}cccccccccccc4ccc8ccccccccccccccc${'c3a9'}`,
  )
})

test('the hash is that of the one before and of the rows', () => {
  const rows = encodeRows([plain, { ...plain, seq: 2n }])
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(32), rows]))
    .digest('hex')
  assert.equal(hashBatch(genesis, rows).toString('hex'), expected)
})

const uuid = fc.uuid()
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const small = fc.nat({ max: 0x7fffffff })
const anyTransfer: fc.Arbitrary<Transfer> = fc.record({
  seq: fc.bigInt({ min: 1n, max: 2n ** 62n }),
  batch: fc.bigInt({ min: 1n, max: 2n ** 62n }),
  at: fc.date({ noInvalidDate: true }),
  id: uuid,
  debit: uuid,
  credit: uuid,
  ledger: small,
  amount: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  code: small,
  kind: fc.constantFrom('single', 'pending', 'post', 'void', 'expire'),
  pendingId: maybe(uuid),
  timeoutSeconds: maybe(small),
  linked: fc.boolean(),
  chainId: maybe(uuid),
  sourceKind: maybe(small),
  sourceId: maybe(uuid),
  reason: maybe(fc.string({ unit: 'grapheme' })),
})

test('two lists of transfers have the same bytes only if they are the same', () => {
  const list = fc.array(anyTransfer, { maxLength: 3 })
  fc.assert(
    fc.property(list, list, (one, other) => {
      const same = encodeRows(one).equals(encodeRows(other))
      assert.equal(same, JSON.stringify(one, asText) === JSON.stringify(other, asText))
    }),
  )
})

test('to change any one field changes the bytes', () => {
  fc.assert(
    fc.property(anyTransfer, anyTransfer, (one, other) => {
      for (const field of Object.keys(one)) {
        const bent = { ...one, ...Object.fromEntries(Object.entries(other).filter(([key]) => key === field)) }
        const same = encodeRows([one]).equals(encodeRows([bent]))
        assert.equal(same, JSON.stringify(one, asText) === JSON.stringify(bent, asText), field)
      }
    }),
  )
})

const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

test('integers and uuids are written as Node would write them', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), uuid, (number, id) => {
      const ours = Buffer.alloc(24)
      viewOf(ours).setBigInt64(0, number)
      writeUuid(ours, 8, id)
      const theirs = Buffer.alloc(24)
      theirs.writeBigInt64BE(number, 0)
      theirs.write(id.replaceAll('-', ''), 8, 'hex')
      assert.deepEqual(ours, theirs)
    }),
  )
})
