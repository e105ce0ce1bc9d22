/** A row of bars, each as sure as its figure is. */
import uPlot from 'uplot'
import { colour, type Drawing, drawChart } from './draw-chart.ts'

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
  const spot = colour('spot')
  const fills = {
    sure: spot,
    likely: `color-mix(in srgb, ${spot} 55%, ${colour('board')})`,
    guess: `color-mix(in srgb, ${spot} 14%, ${colour('board')})`,
  }
  const paths = uPlot.paths.bars?.({ size: [0.62, 40], radius: [0.18, 0] })
  const every = Math.max(1, Math.ceil(bars.length / Math.max(4, Math.floor(place.clientWidth / 40))))
  return drawChart(place, {
    ticks: bars.map((bar) => bar.tick),
    tickHeight: bars.some((bar) => bar.tick.includes('\n')) ? 46 : 30,
    isShown: (at) => at % every === 0,
    axis,
    series: looks.map(
      (look): uPlot.Series => ({
        stroke: spot,
        width: look === 'guess' ? 1.5 : 0,
        ...(look === 'guess' ? { dash: [4, 3] } : {}),
        fill: fills[look],
        points: { show: false },
        ...(paths ? { paths } : {}),
      }),
    ),
    values: looks.map((look) => bars.map((bar) => (bar.look === look ? bar.value : null))),
    onpoint: (at) => hands.onpoint(bars[at]),
    onpick(at) {
      const bar = bars[at]
      if (bar) hands.onpick(bar)
    },
  })
}
