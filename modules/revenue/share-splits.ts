import { shareByLargestRemainder } from './allocate.ts'
import { type SplitPart, type SplitPeriod, uuidBytes } from './leaves.ts'
import { sha256 } from './sum-tree.ts'

/** Divides a split video's ad income of a period over those who share it: largest remainder over basis points, ties to
 *  the lower hash of period, split and creator. Exact: the parts add up to `micro`. */
export function shareSplit(
  period: string,
  split: Omit<SplitPeriod, 'parts'> & {
    readonly parts: readonly { readonly creatorId: string; readonly basisPoints: bigint }[]
  },
): SplitPeriod {
  const parts = split.parts.toSorted((a, b) => (a.creatorId < b.creatorId ? -1 : 1))
  const amounts = shareByLargestRemainder(
    split.micro,
    parts.map(({ creatorId, basisPoints }) => ({
      weight: basisPoints,
      tie: () => splitTie(period, split.splitId, creatorId),
    })),
  )
  return {
    ...split,
    parts: parts.map((part, at): SplitPart => ({ ...part, micro: amounts[at] ?? 0n })),
  }
}

const splitTie = (period: string, splitId: string, creatorId: string): Buffer =>
  sha256(Buffer.concat([Buffer.from(period, 'utf8'), uuidBytes(splitId), uuidBytes(creatorId)]))

/** What leaves the owner. */
export const movedBy = (split: SplitPeriod): bigint =>
  split.parts.reduce((sum, part) => (part.creatorId === split.ownerId ? sum : sum + part.micro), 0n)
