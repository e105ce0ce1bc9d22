/** The picture behind the cues: how loud the clip is, and a ruler. */
import { clockText } from './clock-text.ts'
import type { Peaks } from '#api/read-waveform.ts'
import { columns } from './peaks.ts'
import { markEvery, msOf, spanOf, type View, xOf } from './wave-view.ts'

export const rulerPx = 20

export function drawWave(
  canvas: HTMLCanvasElement,
  view: View,
  size: { width: number; height: number },
  peaks: Peaks | undefined,
  durationMs: number,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = Math.min(3, devicePixelRatio || 1)
  const { width, height } = size
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const style = getComputedStyle(canvas)
  const colour = (name: string): string => style.getPropertyValue(`--color-${name}`)

  const middle = rulerPx + (height - rulerPx) / 2
  const reach = (height - rulerPx) / 2 - 3
  context.fillStyle = colour('edge')
  if (peaks) {
    const loud = columns(peaks, view.fromMs, view.fromMs + spanOf(view, width), Math.ceil(width))
    for (const [x, value] of loud.entries()) {
      const bar = Math.max(0.5, value * reach)
      context.fillRect(x, middle - bar, 1, bar * 2)
    }
  } else context.fillRect(0, middle - 0.5, width, 1)

  context.font = `600 11px ${style.fontFamily}`
  context.textBaseline = 'middle'
  const every = markEvery(view)
  const last = Math.min(durationMs, msOf(view, width))
  for (let ms = Math.ceil(view.fromMs / every) * every; ms <= last; ms += every) {
    const x = Math.round(xOf(view, ms))
    context.fillStyle = colour('line')
    context.fillRect(x, 0, 1, rulerPx)
    context.fillStyle = colour('dim')
    context.fillText(
      every < 1000 ? clockText(ms).slice(0, -2) : clockText(ms).slice(0, -4),
      x + 4,
      rulerPx / 2,
    )
  }
}
