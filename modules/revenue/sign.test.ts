import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ed25519Signer, hashOf, messageOf, signatureHolds } from './sign.ts'

test('keys and signatures are those of RFC 8032 §7.1, test 1', () => {
  const signer = ed25519Signer(
    Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
  )
  assert.equal(signer.publicKey, 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
  assert.equal(
    signer.sign(Buffer.alloc(0)).toString('hex'),
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  )
})

test('a signature is of one kind of document only', () => {
  const signer = ed25519Signer(Buffer.alloc(32, 7))
  const body = { a: '1' }
  const signature = signer.sign(messageOf('panggung/statement/2', body)).toString('hex')
  assert.ok(signatureHolds(messageOf('panggung/statement/2', { a: '1' }), signature, signer.publicKey))
  assert.ok(!signatureHolds(messageOf('panggung/period/2', body), signature, signer.publicKey))
  assert.ok(!signatureHolds(messageOf('panggung/statement/2', { a: '2' }), signature, signer.publicKey))
  assert.notEqual(hashOf('panggung/statement/2', body), hashOf('panggung/period/2', body))
})
