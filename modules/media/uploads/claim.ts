/** What comes of claiming an upload, for whoever makes something of it. */
import { refuse } from '../../../platform/errors.ts'
import type { Asset } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'

export type Claim =
  | { readonly kind: 'claimed'; readonly asset: Asset }
  /** No such upload of that owner. */
  | { readonly kind: 'missing' }
  /** Bytes are still missing. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'expired' }

const refusalOf = {
  missing: uploadRefusals.upload_not_found,
  incomplete: uploadRefusals.upload_incomplete,
  expired: uploadRefusals.upload_expired,
} as const

/** @throws Refusal upload_not_found, upload_incomplete, upload_expired */
export const claimedAsset = (claim: Claim): Asset =>
  claim.kind === 'claimed' ? claim.asset : refuse(refusalOf[claim.kind])
