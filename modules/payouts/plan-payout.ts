/** What becomes of an amount: tax by rule, fee, net. Pure. */
import type { TaxLine } from '../tax/index.ts'
import type { PayoutsConfig } from './config.ts'
import type { Amounts } from './payout.ts'

/** pain.001 and the providers carry at most 18 digits. */
export const amountMax = 10n ** 18n - 1n

type FeeConfig = Pick<PayoutsConfig, 'FEE' | 'FEE_FREE_FROM'>

export const feeOf = (grossIdr: bigint, config: FeeConfig): bigint =>
  grossIdr >= BigInt(config.FEE_FREE_FROM) ? 0n : BigInt(config.FEE)

/** gross = net + tax + fee, exactly. Net is 0 or less when nothing would be left. */
export function planPayout(grossIdr: bigint, taxLines: readonly TaxLine[], config: FeeConfig): Amounts {
  const taxIdr = taxLines.reduce((sum, line) => sum + line.taxIdr, 0n)
  const feeIdr = feeOf(grossIdr, config)
  return { grossIdr, taxIdr, feeIdr, netIdr: grossIdr - taxIdr - feeIdr, taxLines }
}
