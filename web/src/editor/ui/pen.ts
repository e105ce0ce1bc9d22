/** Strokes as they lie in a drawing that was moved, scaled or turned: from the screen into the layer, and touched. */
import type { Change } from '../project/changes.ts'
import type { DrawingLayer, Stroke } from '../project/project.ts'

interface Size {
  readonly width: number
  readonly height: number
}
type Placed = Pick<DrawingLayer, 'x' | 'y' | 'scale' | 'turn'>

/** A point of the frame in the layer's own coordinates: its centre at (½, ½), unscaled, unturned. */
export function pointInLayer(
  point: { x: number; y: number },
  layer: Placed,
  frame: Size,
): { x: number; y: number } {
  const angle = (-layer.turn * Math.PI) / 180
  const across = (point.x - layer.x) * frame.width
  const down = (point.y - layer.y) * frame.height
  const x = (across * Math.cos(angle) - down * Math.sin(angle)) / layer.scale
  const y = (across * Math.sin(angle) + down * Math.cos(angle)) / layer.scale
  return { x: x / frame.width + 0.5, y: y / frame.height + 0.5 }
}

export function inLayer(stroke: Stroke, layer: Placed, frame: Size): Stroke {
  const points: number[] = []
  for (let at = 0; at + 1 < stroke.points.length; at += 2) {
    const { x, y } = pointInLayer({ x: stroke.points[at] ?? 0, y: stroke.points[at + 1] ?? 0 }, layer, frame)
    points.push(kept(x), kept(y))
  }
  return { ...stroke, width: Math.min(0.2, Math.max(0.001, stroke.width / layer.scale)), points }
}
const kept = (value: number): number => Math.round(Math.min(1.5, Math.max(-0.5, value)) * 10_000) / 10_000

/** The topmost stroke within a finger's width of the point. */
export function strokeAt(
  layer: DrawingLayer,
  point: { x: number; y: number },
  frame: Size,
): number | undefined {
  const at = pointInLayer(point, layer, frame)
  const nearPx = 12 / layer.scale
  for (let index = layer.strokes.length - 1; index >= 0; index--) {
    const stroke = layer.strokes[index]
    if (stroke && farPx(stroke, at, frame) <= nearPx + (stroke.width * frame.width) / 2) return index
  }
  return undefined
}

function farPx({ points }: Stroke, at: { x: number; y: number }, frame: Size): number {
  let least = Number.POSITIVE_INFINITY
  const px = (index: number): [number, number] => [
    ((points[index] ?? 0) - at.x) * frame.width,
    ((points[index + 1] ?? 0) - at.y) * frame.height,
  ]
  for (let index = 0; index + 1 < points.length; index += 2) {
    const [ax, ay] = px(index)
    const [bx, by] = index + 3 < points.length ? px(index + 2) : [ax, ay]
    const [dx, dy] = [bx - ax, by - ay]
    const long = dx * dx + dy * dy
    const share = long === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / long))
    least = Math.min(least, Math.hypot(ax + share * dx, ay + share * dy))
  }
  return least
}

/** The changes that leave a drawing with other strokes, at its place in the pile; without any it goes. */
export function shownStrokes(layer: DrawingLayer, strokes: readonly Stroke[]): Change[] {
  const without: Change = { do: 'layer-remove', layer: layer.id }
  return strokes.length === 0
    ? [without]
    : [without, { do: 'layer-add', layer: { ...layer, strokes: [...strokes], raster: null } }]
}
