/** What every chart of bars by uPlot shares: frame, axes, and its size, which follows the place. For the eye only: exact
 *  figures stand in the text and the table beside it. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface Drawing {
  destroy(): void
}

export interface Chart {
  /** One a group, under it. */
  readonly ticks: readonly string[]
  readonly tickHeight: number
  /** Of the groups, those that have their tick shown. */
  readonly isShown?: (at: number) => boolean
  readonly axis: (value: number) => string
  readonly series: readonly uPlot.Series[]
  /** One list a series. */
  readonly values: readonly (readonly (number | null)[])[]
  /** The group that is pointed at. */
  readonly onpoint: (at: number) => void
  readonly onpick?: (at: number) => void
}

export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`)

export function drawChart(place: HTMLElement, chart: Chart): Drawing {
  const { ticks, tickHeight, isShown = () => true, axis, onpoint, onpick } = chart
  const font = `600 12px ${getComputedStyle(document.body).fontFamily}`
  const groups = ticks.map((_, at) => at)
  const size = () => ({ width: place.clientWidth, height: place.clientHeight })
  const plot = new uPlot(
    {
      ...size(),
      legend: { show: false },
      padding: [8, 4, 0, 0],
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [-0.6, ticks.length - 0.4] },
        y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
      },
      axes: [
        {
          stroke: colour('dim'),
          font,
          size: tickHeight,
          gap: 8,
          grid: { show: false },
          ticks: { show: false },
          splits: () => groups.filter(isShown),
          values: (_, at) => at.map((index) => ticks[index] ?? ''),
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
      series: [{}, ...chart.series],
      hooks: { setCursor: [(of) => onpoint(of.cursor.idx ?? -1)] },
    },
    [groups, ...chart.values.map((list) => [...list])],
    place,
  )
  if (onpick) plot.over.addEventListener('click', () => onpick(plot.cursor.idx ?? -1))
  const watch = new ResizeObserver(() => plot.setSize(size()))
  watch.observe(place)
  return {
    destroy: () => {
      watch.disconnect()
      plot.destroy()
    },
  }
}
