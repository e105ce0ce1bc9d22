import { z } from 'zod'
import type { Db } from '../../platform/db/index.ts'
import type { Canonical } from './canonical-json.ts'
import { hashOf, messageOf, signatureHolds } from './sign.ts'
import { documentsInOrder } from './store-periods.ts'

const zEnvelope = z.object({
  body: z.record(z.string(), z.unknown()),
  key: z.string(),
  signature: z.string(),
})
const zChained = z.object({ previous: z.string().nullable() })

/** `signature`: it does not hold · `hash`: the document is not the one that was hashed · `order`: it does not follow the
 *  document before it. */
export interface DocumentFault {
  readonly period: string
  readonly code: 'signature' | 'hash' | 'order'
}

/** Reads every kept period document as a stranger would: its signature holds, its hash is the kept one, and it names
 *  the one before. @returns the first fault, or undefined */
export async function verifyDocuments(db: Db): Promise<DocumentFault | undefined> {
  let previous: string | null = null
  for (const { period, document, hash } of await documentsInOrder(db)) {
    const { body, key, signature } = zEnvelope.parse(JSON.parse(document))
    const canonical = toCanonical(body)
    if (!signatureHolds(messageOf('period', canonical), signature, key)) return { period, code: 'signature' }
    if (hashOf('period', canonical) !== hash) return { period, code: 'hash' }
    if (zChained.parse(body).previous !== previous) return { period, code: 'order' }
    previous = hash
  }
  return undefined
}

function toCanonical(value: unknown): Canonical {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toCanonical)
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toCanonical(one)]))
  throw new TypeError('a document holds text, lists and objects only')
}
