import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDetail } from './describe-detail.ts'

test('the shell and the log read in English what a check found', () => {
  assert.equal(
    describeDetail({ code: 'disk_free', params: { bytes: String(3 * 1024 ** 3) } }),
    '3.0 GiB free',
  )
  assert.equal(
    describeDetail({
      code: 'chain_broken',
      params: { batch: '4', fault: 'transfer_misplaced', transfer: '71' },
    }),
    'batch 4: transfer 71 is missing or belongs to another batch',
  )
  assert.equal(
    describeDetail({ code: 'document_wrong', params: { period: '2026-W34', fault: 'order' } }),
    '2026-W34: it does not follow the document before it',
  )
  assert.equal(
    describeDetail({ code: 'originals_missing', params: { count: 6, first: ['a', 'b'] } }),
    '6 missing: a, b, …',
  )
  assert.equal(describeDetail({ code: 'as_written', params: { text: 'none yet' } }), 'none yet')
})
