/** Digests as headers carry them. Pure. */

/** tus checksum extension: `sha256 <base64>`. @returns lower-case hex, or undefined when it is no SHA-256 */
export function readChecksum(header: string): string | undefined {
  const [algorithm, value = '', ...more] = header.trim().split(/\s+/)
  return algorithm === 'sha256' && more.length === 0 ? hexOf(value) : undefined
}

/** RFC 9530: `sha-256=:<base64>:`, among others of a list. @returns lower-case hex; undefined when none is there;
 *  null when it can't be read */
export function readReprDigest(header: string): string | undefined | null {
  for (const member of header.split(',')) {
    const [, key, value] = /^\s*([a-z0-9*._-]+)\s*=\s*:([^:]*):\s*(?:;.*)?$/.exec(member) ?? []
    if (key === undefined || value === undefined) return null
    if (key === 'sha-256') return hexOf(value) ?? null
  }
  return undefined
}

function hexOf(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(base64)) return undefined
  return Buffer.from(base64, 'base64').toString('hex')
}
