import type { Db, Queryable } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { z } from 'zod'
import type { RevenueDeps } from './deps.ts'
import { type Rotation, rotationsBetween } from './rotation.ts'
import type { Signer } from './sign.ts'
import { findSequence, firstDocument, latestPeriod, type PeriodRow, rotations } from './store-periods.ts'

type Keys = Pick<RevenueDeps, 'signer' | 'nextSigner'>

const zKeys = z.object({ key: z.string(), body: z.object({ nextKey: z.string().nullish() }) })

const atHand = ({ signer, nextSigner }: Keys, key: string): Signer | undefined =>
  [signer, nextSigner].find((one) => one?.publicKey === key)

export interface SigningKeys {
  readonly instance: string
  readonly signedBy: string
  readonly nextKey: string | null
}

/** By which key the document after `latest` is signed, and which one it introduces.
 *  @throws AssertionFailed when the chain asks for a key that is not here */
export async function keysAfter(
  deps: Keys,
  db: Queryable,
  latest: PeriodRow | undefined,
): Promise<SigningKeys> {
  const signedBy = keyAfter(latest) ?? deps.signer.publicKey
  assert(atHand(deps, signedBy), `the key ${signedBy}, by which documents go on, is here`)
  const next = deps.nextSigner?.publicKey
  return {
    instance: (await instanceOf(db)) ?? signedBy,
    signedBy,
    nextKey: next !== undefined && next !== signedBy && signedBy === deps.signer.publicKey ? next : null,
  }
}

function keyAfter(latest: PeriodRow | undefined): string | undefined {
  if (latest === undefined || latest.document === null) return undefined
  const { key, body } = zKeys.parse(JSON.parse(latest.document))
  return body.nextKey ?? key
}

/** The key that signed the first document; undefined before there is one. */
export async function instanceOf(db: Queryable): Promise<string | undefined> {
  const first = await firstDocument(db)
  return first === undefined || first.document === null
    ? undefined
    : zKeys.parse(JSON.parse(first.document)).key
}

export function signerNamed(deps: Keys, key: string): Signer {
  const signer = atHand(deps, key)
  assert(signer, `the key ${key}, that was to sign, is here`)
  return signer
}

/** Who signs a statement of a period: the document's own key while it is here, else one that the chain introduced later,
 *  with the rotations that lead to it. */
export async function statementSigner(
  deps: Keys & { readonly db: Db },
  document: { readonly key: string },
): Promise<{ signer: Signer; way: Rotation[] }> {
  const own = atHand(deps, document.key)
  if (own !== undefined) return { signer: own, way: [] }
  const all = (await rotations(deps.db)).map((text): Rotation => JSON.parse(text))
  const now = await currentKey(deps, deps.db)
  const signer = signerNamed(deps, now.key)
  return { signer, way: rotationsBetween(all, document.key, now.key) }
}

/** The instance's name and the key by which the next document is signed. Before the first document both are the key at
 *  hand. */
export async function currentKey(deps: Keys, db: Queryable): Promise<{ instance: string; key: string }> {
  const latest = await latestPeriod(db)
  const before =
    latest?.state === 'closing' && latest.sequence > 1n
      ? await findSequence(db, latest.sequence - 1n)
      : latest
  const key = keyAfter(before) ?? deps.signer.publicKey
  return { instance: (await instanceOf(db)) ?? key, key }
}
