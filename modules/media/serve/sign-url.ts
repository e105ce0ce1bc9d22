/** Addresses of files that not everyone may see carry an end and a signature over asset and end. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface Signature {
  /** Unix seconds. */
  readonly e: string
  /** 128 bits of HMAC-SHA256, base64url. */
  readonly s: string
}

/** The end is rounded up to a whole hour, so that the address stays the same for a while and can be cached.
 *  @param hours how long it works at least */
export function signAsset(secret: string, assetId: string, now: Date, hours: number): Signature {
  const hour = 3600
  const end = (Math.floor(now.getTime() / 1000 / hour) + hours + 1) * hour
  return { e: String(end), s: macOf(secret, assetId, String(end)).toString('base64url') }
}

/** @returns the seconds it still works, or undefined when it does not */
export function checkSignature(
  secret: string,
  assetId: string,
  given: { e?: string | undefined; s?: string | undefined },
  now: Date,
): number | undefined {
  if (given.e === undefined || given.s === undefined || !/^\d{1,12}$/.test(given.e)) return undefined
  const mac = Buffer.from(given.s, 'base64url')
  const expected = macOf(secret, assetId, given.e)
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return undefined
  const left = Number(given.e) - Math.floor(now.getTime() / 1000)
  return left > 0 ? left : undefined
}

function macOf(secret: string, assetId: string, end: string): Buffer {
  return createHmac('sha256', secret).update(`panggung media ${assetId} ${end}`).digest().subarray(0, 16)
}
