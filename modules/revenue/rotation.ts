import { assert } from '../../platform/errors.ts'
import type { Signer } from './sign.ts'
import { type Signed, signed } from './signed.ts'

export type RotationBody = {
  readonly instance: string
  readonly sequence: string
  readonly nextKey: string
}

/** How one key introduces the next, small enough to go with every statement that needs it. */
export type Rotation = Signed<RotationBody>

export const rotate = (instance: string, sequence: bigint, nextKey: string, signer: Signer): Rotation =>
  signed('panggung/key/2', { instance, sequence: String(sequence), nextKey }, signer)

/** The rotations that lead from one key to another. @param all of the instance, in order */
export function rotationsBetween(all: readonly Rotation[], from: string, to: string): Rotation[] {
  const way: Rotation[] = []
  let key = from
  for (const one of all) {
    if (key === to) break
    if (one.key !== key) continue
    way.push(one)
    key = one.body.nextKey
  }
  assert(key === to, 'the chain of documents introduced the key')
  return way
}
