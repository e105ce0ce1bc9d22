import { createHmac, createSecretKey } from 'node:crypto'

/** What viewers are called in one period: the first 16 bytes of HMAC-SHA256(secret of the period, viewer's key).
 *  Another period has another secret, so no two periods can be linked; without the secret, no name can be. */
export function pseudonyms(secret: Buffer): (viewerKey: string) => Buffer {
  const key = createSecretKey(secret) // handing over the bytes each time takes five times as long
  return (viewerKey) => createHmac('sha256', key).update(viewerKey, 'ascii').digest().subarray(0, 16)
}

/** Sixteen bytes in the form that a uuid column takes. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
