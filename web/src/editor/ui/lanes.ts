/** Bars that lie at the same time get rows of their own: as few rows as it takes, earlier ones above. */
export interface Bar {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
}

export function rowsOf<B extends Bar>(bars: readonly B[]): B[][] {
  const rows: B[][] = []
  for (const bar of [...bars].sort((a, b) => a.startMs - b.startMs)) {
    const row = rows.find((one) => (one.at(-1)?.endMs ?? 0) <= bar.startMs)
    if (row) row.push(bar)
    else rows.push([bar])
  }
  return rows
}

/** Where a shot that is dragged by `movedPx` lands: past every neighbour whose middle its leading edge has crossed. */
export function landingAt(widths: readonly number[], from: number, movedPx: number): number {
  const starts = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0))
  const left = (starts[from] ?? 0) + movedPx
  const right = left + (widths[from] ?? 0)
  const middle = (index: number): number => (starts[index] ?? 0) + (widths[index] ?? 0) / 2
  let at = from
  while (movedPx > 0 && at < widths.length - 1 && right > middle(at + 1)) at += 1
  while (movedPx < 0 && at > 0 && left < middle(at - 1)) at -= 1
  return at
}

/** Marks on the ruler: every so many milliseconds, so that they are at least `leastPx` apart. */
export function rulerStepMs(pixelsASecond: number, leastPx = 64): number {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000]
  return steps.find((step) => (step / 1000) * pixelsASecond >= leastPx) ?? 300_000
}
