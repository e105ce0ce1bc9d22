/** Which numbers of a sequence were taken in. Numbers are drawn before their transactions commit, so above any cursor
 *  some are missing that may still come: they are kept as gaps and asked for again. A gap that is a minute old belongs to
 *  a transaction that was rolled back. */
export interface Gap {
  readonly from: bigint
  readonly to: bigint
  /** When it was first missed. */
  readonly sinceMs: number
}

export interface ReportCursor {
  /** The highest number that was seen. */
  readonly max: bigint
  readonly gaps: readonly Gap[]
}

export const firstCursor: ReportCursor = { max: 0n, gaps: [] }
const gapMs = 60_000

/** The cursor after a read of what lies above it and within its gaps.
 *  @param seqs ascending, what was read
 *  @param nowMs when the read began: what is committed by then has been seen
 *  @param isWhole whether the read came to the end; where it did not, nothing is given up */
export function advance(
  { max, gaps }: ReportCursor,
  seqs: readonly bigint[],
  nowMs: number,
  isWhole: boolean,
): ReportCursor {
  const last = seqs.at(-1) ?? max
  const open = [...gaps, ...(last > max ? [{ from: max + 1n, to: last, sinceMs: nowMs }] : [])]
  const left: Gap[] = []
  let at = 0
  for (const { from, to, sinceMs } of open) {
    let next = from
    for (; at < seqs.length; at++) {
      const seq = seqs[at] ?? 0n
      if (seq > to) break
      if (seq > next) left.push({ from: next, to: seq - 1n, sinceMs })
      next = seq + 1n
    }
    if (next <= to) left.push({ from: next, to, sinceMs })
  }
  const isOver = (gap: Gap): boolean => isWhole && nowMs - gap.sinceMs > gapMs
  return { max: last > max ? last : max, gaps: left.filter((gap) => !isOver(gap)) }
}
