/** Two bars side by side for each group: what is, and what would be. */
import uPlot from 'uplot'
import { colour, type Drawing, drawChart } from '#ui/draw-chart.ts'

export interface Pair {
  readonly key: string
  readonly tick: string
  /** What is pointed at, in words with both figures. */
  readonly text: string
  readonly is: number
  readonly would: number
}

export function drawPairs(
  place: HTMLElement,
  pairs: readonly Pair[],
  axis: (value: number) => string,
  onpoint: (pair: Pair | undefined) => void,
): Drawing {
  const bars = (align: 1 | -1) => uPlot.paths.bars?.({ size: [0.34, 22], align, radius: [0.18, 0], gap: 1 })
  const series = (fill: string, align: 1 | -1): uPlot.Series => {
    const paths = bars(align)
    return { fill, width: 0, points: { show: false }, ...(paths ? { paths } : {}) }
  }
  return drawChart(place, {
    ticks: pairs.map((pair) => pair.tick),
    tickHeight: 30,
    axis,
    series: [series(colour('edge'), -1), series(colour('spot'), 1)],
    values: [pairs.map((pair) => pair.is), pairs.map((pair) => pair.would)],
    onpoint: (at) => onpoint(pairs[at]),
  })
}
