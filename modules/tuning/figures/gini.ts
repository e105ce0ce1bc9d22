/** How unevenly something is spread: 0 all have the same, towards 1 one has all.
 *  Gini = (2 Σ i·xᵢ − (n+1) Σ x) ÷ (n Σ x), x ascending, i from 1. @param values none below zero
 *  @returns undefined when there is nothing to spread */
export function giniOf(values: readonly number[]): number | undefined {
  const sum = values.reduce((total, one) => total + one, 0)
  if (sum === 0) return undefined
  const ranked = values.toSorted((a, b) => a - b).reduce((total, one, at) => total + (at + 1) * one, 0)
  return (2 * ranked - (values.length + 1) * sum) / (values.length * sum)
}
