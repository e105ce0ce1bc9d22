/** What can be done to a project, by name. `changed(project, change)` is pure: it gives a new, valid project,
 *  or the same object when there is nothing to do (an unknown id, a limit, no effect). */
import { changedLayers, changedTracks } from './change-layers.ts'
import { changedShots } from './change-shots.ts'
import { even, isColour, within } from './clamp.ts'
import {
  type Credit,
  type Frame,
  type Layer,
  LIMITS,
  type Part,
  type Project,
  type Shot,
  type Stroke,
  type Track,
} from './project.ts'
import { durationMs } from './timeline.ts'

export type ShotLook = Pick<Shot, 'speed' | 'volume' | 'crop' | 'fit' | 'turn' | 'mirror' | 'filter'>
/** Everything of a layer but its identity, its kind and its strokes (see `layer-stroke`). */
export type LayerLook = Partial<
  Pick<Layer, 'startMs' | 'endMs' | 'x' | 'y' | 'scale' | 'turn' | 'enter'> & {
    text: string
    face: 'plain' | 'show' | 'hand' | 'mono'
    size: number
    colour: string
    back: 'none' | 'box' | 'outline'
    align: 'left' | 'centre' | 'right'
    sticker: string
  }
>

export type Change =
  /** With several changes in one undoable step. */
  | { do: 'all'; changes: readonly Change[] }
  | { do: 'part-add'; part: Part }
  /** `at`: index among the shots; at the end without it. The part must be in the project. */
  | { do: 'shot-add'; shot: Shot; at?: number }
  /** In the part's own milliseconds; kept inside the part and at least 100 ms long. */
  | { do: 'shot-trim'; shot: string; fromMs?: number; toMs?: number }
  /** At a moment of the clip. Nothing happens within 100 ms (of the part) of an edge. */
  | { do: 'shot-split'; atMs: number; newId: string }
  /** Takes back a split: only where the next shot goes on exactly where this one ends, and looks the same. */
  | { do: 'shot-join'; shot: string }
  | { do: 'shot-move'; shot: string; to: number }
  | { do: 'shot-remove'; shot: string }
  | { do: 'shot-duplicate'; shot: string; newId: string }
  /** `every`: on all shots at once, e.g. a filter. */
  | { do: 'shot-look'; shot: string | 'every'; look: Partial<ShotLook> }
  | { do: 'layer-add'; layer: Layer }
  | { do: 'layer-look'; layer: string; look: LayerLook }
  /** `to`: index; the last lies on top. */
  | { do: 'layer-order'; layer: string; to: number }
  | { do: 'layer-stroke'; layer: string; stroke: Stroke }
  | { do: 'layer-remove'; layer: string }
  | { do: 'layer-duplicate'; layer: string; newId: string }
  | { do: 'track-add'; track: Track }
  | { do: 'track-look'; track: string; look: Partial<Pick<Track, 'startMs' | 'fromMs' | 'toMs' | 'volume'>> }
  | { do: 'track-remove'; track: string }
  /** Of all the shots' own sound together. */
  | { do: 'shots-volume'; volume: number }
  /** Side by side (left, right) a clip of 9:16 becomes 9:8, so that each half keeps the shape of a phone; and back. */
  | { do: 'frame'; frame: Frame }
  | { do: 'cover'; atMs: number }
  /** Rounded to even numbers. */
  | { do: 'canvas'; width: number; height: number }
  | { do: 'frame-rate'; frameRate: number }
  | { do: 'background'; colour: string }
  | { do: 'credit'; credit: Credit | null }

/** The project after the change. */
export function changed(project: Project, change: Change): Project {
  switch (change.do) {
    case 'all':
      return change.changes.reduce(changed, project)
    case 'part-add':
      return project.parts.length >= LIMITS.parts || has(project.parts, change.part.id)
        ? project
        : { ...project, parts: [...project.parts, change.part] }
    case 'shot-add':
    case 'shot-trim':
    case 'shot-split':
    case 'shot-join':
    case 'shot-move':
    case 'shot-remove':
    case 'shot-duplicate':
    case 'shot-look':
      return changedShots(project, change)
    case 'layer-add':
    case 'layer-look':
    case 'layer-order':
    case 'layer-stroke':
    case 'layer-remove':
    case 'layer-duplicate':
      return changedLayers(project, change)
    case 'track-add':
    case 'track-look':
    case 'track-remove':
      return changedTracks(project, change)
    case 'frame': {
      const frame = frameIn(change.frame)
      return isFrame(project, frame) ? { ...project, ...canvasFor(project, frame), frame } : project
    }
    default:
      return changedWhole(project, change)
  }
}

type WholeChange = Extract<
  Change,
  { do: 'shots-volume' | 'cover' | 'canvas' | 'frame-rate' | 'background' | 'credit' }
>
function changedWhole(project: Project, change: WholeChange): Project {
  switch (change.do) {
    case 'shots-volume':
      return patched(project, { shotsVolume: within(change.volume, 0, 2) })
    case 'cover':
      return patched(project, { coverMs: Math.round(within(change.atMs, 0, durationMs(project))) })
    case 'canvas':
      return patched(project, { width: even(change.width), height: even(change.height) })
    case 'frame-rate':
      return patched(project, { frameRate: Math.round(within(change.frameRate, 15, 60)) })
    case 'background': {
      const background = change.colour.toLowerCase()
      return isColour(background) ? patched(project, { background }) : project
    }
    case 'credit':
      return patched(project, { credit: change.credit })
  }
}

const has = (list: readonly { readonly id: string }[], id: string): boolean =>
  list.some((one) => one.id === id)

function patched(project: Project, patch: Partial<Project>): Project {
  const entries = Object.entries(patch)
  const known: Readonly<Record<string, unknown>> = project
  return entries.every(([key, value]) => known[key] === value) ? project : { ...project, ...patch }
}

function isFrame(project: Project, frame: Frame): boolean {
  if (JSON.stringify(frame) === JSON.stringify(project.frame)) return false
  return frame.kind === 'full' || project.parts.some(({ id, kind }) => id === frame.other && kind === 'video')
}
const isWide = (frame: Frame): boolean =>
  frame.kind === 'side' && (frame.own === 'left' || frame.own === 'right')
function canvasFor(project: Project, frame: Frame): { height: number } {
  const { width, height } = project
  const is = (ratio: number): boolean => Math.abs(width / height / ratio - 1) < 0.02
  if (isWide(frame) && !isWide(project.frame) && is(9 / 16)) return { height: even(height / 2) }
  if (!isWide(frame) && isWide(project.frame) && is(9 / 8)) return { height: even(height * 2) }
  return { height }
}
const frameIn = (frame: Frame): Frame =>
  frame.kind === 'full' ? frame : { ...frame, otherVolume: within(frame.otherVolume, 0, 2) }
