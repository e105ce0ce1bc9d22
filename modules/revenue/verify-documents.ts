import { z } from 'zod'
import type { Db } from '../../platform/db/index.ts'
import type { Canonical } from './canonical-json.ts'
import { hashOf, messageOf, signatureHolds } from './sign.ts'
import { documentsInOrder } from './store-periods.ts'

const zEnvelope = z.object({
  format: z.enum(['panggung/period/1', 'panggung/period/2']),
  body: z.record(z.string(), z.unknown()),
  key: z.string(),
  signature: z.string(),
})
const zChained = z.object({
  previous: z.string().nullable(),
  instance: z.string().optional(),
  nextKey: z.string().nullish(),
})

/** `signature`: it does not hold · `hash`: the document is not the one that was hashed · `order`: it does not follow the
 *  document before it · `key`: it is signed by a key that none before it introduced, or of another instance. */
export interface DocumentFault {
  readonly period: string
  readonly code: 'signature' | 'hash' | 'order' | 'key'
}

/** Reads every kept period document as a stranger would: its signature holds, its hash is the kept one, it names the
 *  one before and is signed by the key that the chain says. @returns the first fault, or undefined */
export async function verifyDocuments(db: Db): Promise<DocumentFault | undefined> {
  let previous: string | null = null
  let wanted: string | undefined
  let instance: string | undefined
  for (const { period, document, hash } of await documentsInOrder(db)) {
    const { format, body, key, signature } = zEnvelope.parse(JSON.parse(document))
    const canonical = toCanonical(body)
    if (!signatureHolds(messageOf(format, canonical), signature, key)) return { period, code: 'signature' }
    if (hashOf(format, canonical) !== hash) return { period, code: 'hash' }
    const chained = zChained.parse(body)
    if (chained.previous !== previous) return { period, code: 'order' }
    instance ??= key
    if (key !== (wanted ?? key) || (chained.instance ?? instance) !== instance) return { period, code: 'key' }
    wanted = chained.nextKey ?? key
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
