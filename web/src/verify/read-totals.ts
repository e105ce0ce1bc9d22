/** Where a period's money went, read from its published document. The document is what is signed, so the page shows
 *  its numbers and no others. */
export interface PeriodTotals {
  readonly poolMicro: bigint
  readonly creatorsMicro: bigint
  readonly platformMicro: bigint
  readonly unattributedMicro: bigint
  readonly creators: number
  readonly previous: string | null
}

/** undefined if the document is not of the form that docs/statement-format.md §6 gives. */
export function readTotals(body: Readonly<Record<string, unknown>>): PeriodTotals | undefined {
  const pool = micro(body['poolMicro'])
  const creators = micro(inside(body['creators'], 'accruedMicro'))
  const platform = micro(inside(body['platform'], 'accruedMicro'))
  const unattributed = micro(inside(body['unattributed'], 'accruedMicro'))
  const leaves = micro(inside(inside(body['creators'], 'tree'), 'leaves'))
  if (pool === undefined || creators === undefined || platform === undefined || unattributed === undefined)
    return undefined
  const previous = body['previous']
  return {
    poolMicro: pool,
    creatorsMicro: creators,
    platformMicro: platform,
    unattributedMicro: unattributed,
    creators: Number(leaves ?? 0n),
    previous: typeof previous === 'string' ? previous : null,
  }
}

const inside = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Object.entries(of).find(([key]) => key === name)?.[1] : undefined
const micro = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^\d{1,39}$/.test(value) ? BigInt(value) : undefined
