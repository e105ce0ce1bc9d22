/** What coins are sold in. No package is cheaper by the coin than another: a coin is worth Rp100 wherever it is from. */
import { coinPriceIdr } from './accounts.ts'

export interface CoinPackage {
  readonly id: string
  readonly coins: bigint
  /** coins × price. */
  readonly faceIdr: bigint
}

export const coinPackages: readonly CoinPackage[] = [50n, 100n, 250n, 500n, 1_000n, 2_500n, 5_000n].map(
  (coins) => ({ id: `koin-${coins}`, coins, faceIdr: coins * coinPriceIdr }),
)

export const findPackage = (id: string): CoinPackage | undefined => coinPackages.find((one) => one.id === id)
