/** The filters, by the name that is kept in a project. A filter is a colour matrix: red, green and blue out, each from
 *  red, green, blue and a constant; colours are 0 to 1. Neutral greys stay close to grey but where a tint is the point. */
import type { ColourMatrix, Shot } from './project.ts'

export const FILTER_NAMES = [
  'warm',
  'cool',
  'mono',
  'vivid',
  'faded',
  'dusk',
  'bright',
  'noir',
  'old',
  'rose',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

const PLAIN: ColourMatrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
// Rec. 709 luma.
const LUMA = [0.2126, 0.7152, 0.0722] as const

/** 0 is grey, 1 unchanged, above 1 stronger colours. */
function saturated(amount: number): ColourMatrix {
  return [0, 1, 2].flatMap((row) => [
    ...LUMA.map((luma, column) => luma * (1 - amount) + (row === column ? amount : 0)),
    0,
  ])
}
/** Around the middle grey. */
const contrasted = (amount: number): ColourMatrix => scaled([amount, amount, amount], (1 - amount) / 2)
function scaled(gains: readonly [number, number, number], constant = 0): ColourMatrix {
  return [gains[0], 0, 0, constant, 0, gains[1], 0, constant, 0, 0, gains[2], constant]
}
const lifted = (red: number, green: number, blue: number): ColourMatrix => [
  1,
  0,
  0,
  red,
  0,
  1,
  0,
  green,
  0,
  0,
  1,
  blue,
]

/** First `before`, then `after`. */
export function joined(before: ColourMatrix, after: ColourMatrix): ColourMatrix {
  const at = (of: ColourMatrix, row: number, column: number): number => of[row * 4 + column] ?? 0
  return [0, 1, 2].flatMap((row) =>
    [0, 1, 2, 3].map((column) => {
      let sum = column === 3 ? at(after, row, 3) : 0
      for (let k = 0; k < 3; k++) sum += at(after, row, k) * at(before, k, column)
      return sum
    }),
  )
}
const chain = (...steps: ColourMatrix[]): ColourMatrix =>
  steps.reduce(joined, PLAIN).map((value) => Math.round(value * 10_000) / 10_000)

const MATRICES: Readonly<Record<FilterName, ColourMatrix>> = {
  warm: chain(scaled([1.1, 1.02, 0.86]), lifted(0.02, 0, -0.01)),
  cool: chain(scaled([0.88, 1, 1.12]), lifted(-0.01, 0, 0.02)),
  mono: chain(saturated(0)),
  vivid: chain(saturated(1.45), contrasted(1.08)),
  faded: chain(saturated(0.72), contrasted(0.82), lifted(0.06, 0.05, 0.06)),
  dusk: chain(saturated(0.9), scaled([1.04, 0.88, 0.98]), lifted(0.03, 0, 0.06)),
  bright: chain(scaled([1.12, 1.12, 1.12]), lifted(0.03, 0.03, 0.03)),
  noir: chain(saturated(0), contrasted(1.45)),
  old: chain(saturated(0), scaled([1.07, 0.95, 0.74]), lifted(0.04, 0.02, 0)),
  rose: chain(saturated(1.05), scaled([1.08, 0.96, 1.02]), lifted(0.04, 0, 0.02)),
}

/** `strength`: 0 nothing, 1 all of it. */
export function filterOf(name: FilterName, strength = 1): NonNullable<Shot['filter']> {
  const full = MATRICES[name]
  const s = Math.min(1, Math.max(0, strength))
  return {
    name,
    matrix: full.map(
      (value, index) => Math.round(((PLAIN[index] ?? 0) * (1 - s) + value * s) * 10_000) / 10_000,
    ),
  }
}

/** How strong a filter was made, from its matrix; 1 for one that is not of this list. */
export function strengthOf(filter: NonNullable<Shot['filter']>): number {
  const full = FILTER_NAMES.find((name) => name === filter.name)
  if (!full) return 1
  // The entry that moves most tells it best.
  let strength = 1
  let most = 0
  MATRICES[full].forEach((value, index) => {
    const plain = PLAIN[index] ?? 0
    if (Math.abs(value - plain) <= most) return
    most = Math.abs(value - plain)
    strength = ((filter.matrix[index] ?? 0) - plain) / (value - plain)
  })
  return Math.round(strength * 100) / 100
}
