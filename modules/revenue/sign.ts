import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { assert } from '../../platform/errors.ts'
import { type Canonical, canonicalJson } from './canonical-json.ts'
import { sha256 } from './sum-tree.ts'

/** What is hashed and signed is the same message: a line that names the kind, then the canonical JSON.
 *  A signature on a statement can thus never pass for one on a period document. */
export type DocumentKind = 'scheme' | 'period' | 'statement' | 'key' | 'tax-rule'

/** The kind and its version, as the first line of a message and the `format` of an envelope name it. */
export type Format = `panggung/${DocumentKind}/${1 | 2}`

export const messageOf = (format: Format, body: Canonical): Buffer =>
  Buffer.from(`${format}\n${canonicalJson(body)}`, 'utf8')

export const hashOf = (format: Format, body: Canonical): string =>
  sha256(messageOf(format, body)).toString('hex')

/** Holds the instance's Ed25519 key (RFC 8032). `publicKey` is the raw 32 bytes in hexadecimal. */
export interface Signer {
  readonly publicKey: string
  sign(message: Buffer): Buffer
}

// The SubjectPublicKeyInfo header of an Ed25519 key, RFC 8410: algorithm 1.3.101.112, then a 33-byte bit string.
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

export function signatureHolds(message: Buffer, signature: string, publicKey: string): boolean {
  const key = createPublicKey({
    key: Buffer.concat([SPKI_ED25519, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  })
  return verify(null, message, key, Buffer.from(signature, 'hex'))
}

// The PKCS #8 header of an Ed25519 key, RFC 8410 §7: version 0, algorithm 1.3.101.112, then the 32-byte seed.
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A signer from the 32-byte seed that is the private key. */
export function ed25519Signer(seed: Buffer): Signer {
  assert(seed.length === 32, 'an Ed25519 private key is 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: spki.subarray(SPKI_ED25519.length).toString('hex'),
    sign: (message) => sign(null, message, key),
  }
}
