/** Brings values into what the contract allows, so that no change can make a project that would be refused. */
import type { LayerLook, ShotLook } from './changes.ts'
import {
  type Crop,
  findPart,
  type Layer,
  LIMITS,
  type Part,
  type Project,
  type Shot,
  SHORTEST_MS,
  type Stroke,
  type Track,
} from './project.ts'

const LONGEST_MS = 3_600_000
/** Nobody looks at one picture for longer. */
const LONGEST_PICTURE_MS = 60_000

export const within = (value: number, least: number, most: number): number =>
  Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least
const whole = (value: number, least: number, most: number): number => Math.round(within(value, least, most))
export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text)
const colour = (text: string, otherwise: string): string => {
  const lower = text.toLowerCase()
  return isColour(lower) ? lower : otherwise
}

/** How much of a part can be used, in milliseconds. */
export const usableMs = (part: Part): number =>
  part.kind === 'picture' ? LONGEST_PICTURE_MS : Math.min(part.durationMs, LONGEST_MS)

/** A stretch of at least 100 ms inside the part. A part shorter than that is used whole. `keep`: which edge stays where
 *  it is when both do not fit. */
function stretchIn(
  part: Part,
  fromMs: number,
  toMs: number,
  keep: 'from' | 'to' = 'from',
): { fromMs: number; toMs: number } {
  const most = usableMs(part)
  if (most <= SHORTEST_MS) return { fromMs: 0, toMs: most }
  if (keep === 'to') {
    const to = whole(toMs, SHORTEST_MS, most)
    return { fromMs: whole(fromMs, 0, to - SHORTEST_MS), toMs: to }
  }
  const from = whole(fromMs, 0, most - SHORTEST_MS)
  return { fromMs: from, toMs: whole(toMs, from + SHORTEST_MS, most) }
}

function cropIn(crop: Crop | null): Crop | null {
  if (!crop) return null
  const width = within(crop.width, 0.05, 1)
  const height = within(crop.height, 0.05, 1)
  if (width === 1 && height === 1) return null
  return { x: within(crop.x, 0, 1 - width), y: within(crop.y, 0, 1 - height), width, height }
}

export function shotIn(project: Project, shot: Shot, keep: 'from' | 'to' = 'from'): Shot | undefined {
  const part = findPart(project, shot.part)
  if (!part || part.kind === 'sound' || usableMs(part) <= 0) return undefined
  return { ...shot, ...stretchIn(part, shot.fromMs, shot.toMs, keep), ...lookIn(part, shot) }
}

function lookIn(part: Part, look: ShotLook): ShotLook {
  const filter = look.filter
  return {
    speed: part.kind === 'picture' ? 1 : within(look.speed, 0.25, 4),
    volume: within(look.volume, 0, 2),
    crop: cropIn(look.crop),
    fit: look.fit,
    turn: look.turn,
    mirror: look.mirror,
    filter:
      filter && filter.matrix.length === 12
        ? { name: filter.name.slice(0, 40), matrix: filter.matrix.map((value) => within(value, -4, 4)) }
        : null,
  }
}

/** `keep: 'to'`: it is the beginning that gives way. */
function timesIn(startMs: number, endMs: number, keep: 'from' | 'to' = 'from') {
  if (keep === 'to') {
    const end = whole(endMs, SHORTEST_MS, LONGEST_MS)
    return { startMs: whole(startMs, 0, end - SHORTEST_MS), endMs: end }
  }
  const start = whole(startMs, 0, LONGEST_MS - SHORTEST_MS)
  return { startMs: start, endMs: whole(endMs, start + SHORTEST_MS, LONGEST_MS) }
}

export function layerIn(layer: Layer, keep: 'from' | 'to' = 'from'): Layer {
  const base = {
    ...timesIn(layer.startMs, layer.endMs, keep),
    x: within(layer.x, -0.5, 1.5),
    y: within(layer.y, -0.5, 1.5),
    scale: within(layer.scale, 0.1, 8),
    turn: within(layer.turn, -360, 360),
    // Whatever changes, the picture of it that the server had is no longer it.
    raster: null,
  }
  if (layer.kind === 'text')
    return {
      ...layer,
      ...base,
      text: layer.text.slice(0, 500),
      size: within(layer.size, 0.01, 0.3),
      colour: colour(layer.colour, '#ffffff'),
    }
  if (layer.kind === 'sticker') return { ...layer, ...base, sticker: layer.sticker.slice(0, 40) }
  return { ...layer, ...base, strokes: layer.strokes.slice(0, LIMITS.strokes).map(strokeIn) }
}

/** The layer with a new look; of another kind's words nothing is taken. */
export function restyled(layer: Layer, look: LayerLook): Layer {
  const { text, face, size, colour: ink, back, align, sticker, ...common } = look
  const keep = look.startMs !== undefined && look.endMs === undefined ? 'to' : 'from'
  if (layer.kind === 'text') {
    const style = Object.fromEntries(
      Object.entries({ text, face, size, colour: ink, back, align }).filter(
        ([, value]) => value !== undefined,
      ),
    )
    return layerIn({ ...layer, ...common, ...style }, keep)
  }
  if (layer.kind === 'sticker')
    return layerIn({ ...layer, ...common, sticker: sticker ?? layer.sticker }, keep)
  return layerIn({ ...layer, ...common }, keep)
}

export function strokeIn(stroke: Stroke): Stroke {
  const points = stroke.points.slice(0, LIMITS.points - (LIMITS.points % 2))
  return {
    colour: colour(stroke.colour, '#ffffff'),
    width: within(stroke.width, 0.001, 0.2),
    points: points.slice(0, points.length - (points.length % 2)).map((value) => within(value, -0.5, 1.5)),
  }
}

export function trackIn(project: Project, track: Track, keep: 'from' | 'to' = 'from'): Track | undefined {
  const part = findPart(project, track.part)
  if (!part || part.kind === 'picture' || usableMs(part) <= 0) return undefined
  return {
    ...track,
    startMs: whole(track.startMs, 0, LONGEST_MS),
    ...stretchIn(part, track.fromMs, track.toMs, keep),
    volume: within(track.volume, 0, 2),
  }
}

export const even = (value: number): number => Math.round(within(value, 144, 1920) / 2) * 2
