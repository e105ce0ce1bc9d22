import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import test from 'node:test'
import { canonical, checkReport, type SignedReport } from './check-report.ts'

const format = 'panggung/transparency/1'
function signed(body: unknown): { report: SignedReport; hash: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const message = Buffer.from(`${format}\n${canonical(body)}`)
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
  return {
    report: { format, body, key, signature: sign(null, message, privateKey).toString('hex') },
    hash: createHash('sha256').update(message).digest('hex'),
  }
}
const body = { month: '2026-10', pool: { poolMicro: '12', days: '31' }, previous: null, views: { 'é"': '1' } }

test('canonical JSON has its keys in order and no spaces', () => {
  assert.equal(
    canonical(body),
    '{"month":"2026-10","pool":{"days":"31","poolMicro":"12"},"previous":null,"views":{"é\\"":"1"}}',
  )
})

test('an honest report passes; a changed figure, hash or key does not', async () => {
  const { report, hash } = signed(body)
  assert.deepEqual(await checkReport(report, hash), { hash: 'same', signature: 'holds' })
  const changed = { ...report, body: { ...body, month: '2026-11' } }
  assert.deepEqual(await checkReport(changed, hash), { hash: 'differs', signature: 'broken' })
  assert.deepEqual(await checkReport(report, 'ff'), { hash: 'differs', signature: 'holds' })
  for (const fault of [{ key: signed(body).report.key }, { key: 'zz' }, { signature: '00' }, { format: 'x' }])
    assert.equal((await checkReport({ ...report, ...fault }, hash)).signature, 'broken')
})

test('a browser without Ed25519 is unsure, never satisfied', async (t) => {
  t.mock.method(crypto.subtle, 'importKey', () => Promise.reject(new DOMException('no', 'NotSupportedError')))
  const { report, hash } = signed(body)
  assert.equal((await checkReport(report, hash)).signature, 'unsure')
})
