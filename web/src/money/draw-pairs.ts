/** Two bars side by side for each group, on a canvas by uPlot: what is, and what would be. For the eye only: exact
 *  figures stand in the table beside it. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

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
): { destroy(): void } {
  const colour = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`)
  const font = `600 12px ${getComputedStyle(document.body).fontFamily}`
  const bars = (align: 1 | -1) => uPlot.paths.bars?.({ size: [0.34, 22], align, radius: [0.18, 0], gap: 1 })
  const series = (fill: string, align: 1 | -1): uPlot.Series => {
    const paths = bars(align)
    return { fill, width: 0, points: { show: false }, ...(paths ? { paths } : {}) }
  }
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      padding: [8, 4, 0, 0],
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [-0.6, pairs.length - 0.4] },
        y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
      },
      axes: [
        {
          stroke: colour('dim'),
          font,
          size: 30,
          gap: 8,
          grid: { show: false },
          ticks: { show: false },
          splits: () => pairs.map((_, at) => at),
          values: (_, at) => at.map((index) => pairs[index]?.tick ?? ''),
        },
        {
          stroke: colour('dim'),
          font,
          size: (_, values) => 14 + 7.2 * Math.max(0, ...(values ?? []).map((text) => text.length)),
          gap: 8,
          space: 44,
          grid: { stroke: colour('rail'), width: 1 },
          ticks: { show: false },
          values: (_, at) => at.map(axis),
        },
      ],
      series: [{}, series(colour('edge'), -1), series(colour('spot'), 1)],
      hooks: { setCursor: [(of) => onpoint(pairs[of.cursor.idx ?? -1])] },
    },
    [pairs.map((_, at) => at), pairs.map((pair) => pair.is), pairs.map((pair) => pair.would)],
    place,
  )
  const watch = new ResizeObserver(() =>
    plot.setSize({ width: place.clientWidth, height: place.clientHeight }),
  )
  watch.observe(place)
  return {
    destroy: () => {
      watch.disconnect()
      plot.destroy()
    },
  }
}
