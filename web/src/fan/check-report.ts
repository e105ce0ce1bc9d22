/** Checks a transparency report as a stranger would: canonical JSON, SHA-256, Ed25519. Nothing of the stage's own code
 *  is trusted but this file, which anyone can read. */
export interface SignedReport {
  readonly format: string
  readonly body: unknown
  readonly key: string
  readonly signature: string
}
export interface ReportCheck {
  readonly hash: 'same' | 'differs'
  /** `unsure`: this browser, or a page without https, has no Ed25519. */
  readonly signature: 'holds' | 'broken' | 'unsure'
}

export async function checkReport(report: SignedReport, listedHash: string): Promise<ReportCheck> {
  // Without a secure context there is neither.
  if (!globalThis.crypto?.subtle) return { hash: 'differs', signature: 'unsure' }
  const message = new TextEncoder().encode(`${report.format}\n${canonical(report.body)}`)
  const hash = toHex(await crypto.subtle.digest('SHA-256', message)) === listedHash ? 'same' : 'differs'
  try {
    const key = await crypto.subtle.importKey('raw', fromHex(report.key), 'Ed25519', false, ['verify'])
    const holds = await crypto.subtle.verify('Ed25519', key, fromHex(report.signature), message)
    return { hash, signature: holds ? 'holds' : 'broken' }
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError') return { hash, signature: 'unsure' }
    return { hash, signature: 'broken' }
  }
}

/** Keys in the order of their code units, no spaces; only texts, lists, objects, truths and null occur. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const toHex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([\da-f]{2})*$/i.test(text)) throw new Error('not hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
