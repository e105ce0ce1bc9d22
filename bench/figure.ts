/** What every bench exports: a name, a goal and a run. A figure is a ratio to a baseline of the same run, because
 *  machines differ and this one may be busy. */
export interface BenchResult {
  readonly name: string
  readonly value: number
  /** ms, s, kB, rows/s … */
  readonly unit: string
  /** What the value is held against, and its value in the same unit. */
  readonly baseline: string | { readonly what: string; readonly value: number }
  /** value / baseline. */
  readonly ratio: number
  readonly goal: string
  readonly details?: Readonly<Record<string, unknown>>
}

export interface Bench {
  readonly name: string
  readonly goal: string
  run(): Promise<BenchResult>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
