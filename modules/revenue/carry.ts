/** µIDR that came over from before, came in, left as whole rupiah, and stays. */
export interface Carry {
  readonly openingMicro: bigint
  readonly accruedMicro: bigint
  readonly posted: bigint
  readonly closingMicro: bigint
}

/** Whole units leave, the residue stays and remains its owner's. */
export function carryOver(openingMicro: bigint, accruedMicro: bigint): Carry {
  const total = openingMicro + accruedMicro
  const posted = total / MICRO
  return { openingMicro, accruedMicro, posted, closingMicro: total - posted * MICRO }
}

export const MICRO = 1_000_000n

export const carryJson = (carry: Carry) => ({
  openingMicro: String(carry.openingMicro),
  accruedMicro: String(carry.accruedMicro),
  posted: String(carry.posted),
  closingMicro: String(carry.closingMicro),
})
