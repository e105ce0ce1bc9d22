import type { Canonical } from './canonical-json.ts'
import { type Format, messageOf, type Signer } from './sign.ts'

/** A document as it is published: what it says, and who says so. */
export type Signed<Body extends Canonical> = {
  readonly format: string
  readonly body: Body
  readonly key: string
  readonly signature: string
}

export function signed<Body extends Canonical>(format: Format, body: Body, signer: Signer): Signed<Body> {
  return {
    format,
    body,
    key: signer.publicKey,
    signature: signer.sign(messageOf(format, body)).toString('hex'),
  }
}
