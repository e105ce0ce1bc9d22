/** Bars on a canvas by uPlot. Values are for the eye only: exact amounts stand in the text and the table. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface Bar {
  readonly key: string
  /** Under the bar; may have two lines. */
  readonly tick: string
  /** What is pointed at, and how much it is. */
  readonly label: string
  readonly text: string
  readonly value: number
  /** sure: filled · likely: half filled · guess: outlined. The table says the same in words. */
  readonly look: 'sure' | 'likely' | 'guess'
}
export interface Drawing {
  destroy(): void
}
interface Hands {
  onpoint: (bar: Bar | undefined) => void
  onpick: (bar: Bar) => void
}

const looks = ['sure', 'likely', 'guess'] as const

export function drawBars(
  place: HTMLElement,
  bars: readonly Bar[],
  axis: (value: number) => string,
  hands: Hands,
): Drawing {
  const colour = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`)
  const spot = colour('spot')
  const fills = {
    sure: spot,
    likely: `color-mix(in srgb, ${spot} 55%, ${colour('board')})`,
    guess: `color-mix(in srgb, ${spot} 14%, ${colour('board')})`,
  }
  const paths = uPlot.paths.bars?.({ size: [0.62, 40], radius: [0.18, 0] })
  const font = `600 12px ${getComputedStyle(document.body).fontFamily}`
  const every = Math.max(1, Math.ceil(bars.length / Math.max(4, Math.floor(place.clientWidth / 40))))

  const options: uPlot.Options = {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.6, bars.length - 0.4] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        stroke: colour('dim'),
        font,
        size: bars.some((bar) => bar.tick.includes('\n')) ? 46 : 30,
        gap: 8,
        grid: { show: false },
        ticks: { show: false },
        splits: () => bars.map((_, at) => at).filter((at) => at % every === 0),
        values: (_, at) => at.map((index) => bars[index]?.tick ?? ''),
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
    series: [
      {},
      ...looks.map(
        (look): uPlot.Series => ({
          stroke: spot,
          width: look === 'guess' ? 1.5 : 0,
          ...(look === 'guess' ? { dash: [4, 3] } : {}),
          fill: fills[look],
          points: { show: false },
          ...(paths ? { paths } : {}),
        }),
      ),
    ],
    hooks: {
      setCursor: [(plot) => hands.onpoint(bars[plot.cursor.idx ?? -1])],
    },
  }
  const data: uPlot.AlignedData = [
    bars.map((_, at) => at),
    ...looks.map((look) => bars.map((bar) => (bar.look === look ? bar.value : null))),
  ]
  const plot = new uPlot(options, data, place)
  const pick = (): void => {
    const bar = bars[plot.cursor.idx ?? -1]
    if (bar) hands.onpick(bar)
  }
  plot.over.addEventListener('click', pick)
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
