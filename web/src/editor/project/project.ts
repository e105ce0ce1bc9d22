/** A project as the server keeps it. Projects are values: a change makes a new one, nothing is altered in place. */
import type {
  zCredit,
  zFrame,
  zLayer,
  zPart,
  zProject,
  zShot,
  zTrack,
} from '../../../../modules/drafts/contract-project.ts'
import type { Output } from '../../../../platform/contract.ts'

export type Project = Output<typeof zProject>
export type Part = Output<typeof zPart>
export type Shot = Output<typeof zShot>
export type Layer = Output<typeof zLayer>
export type TextLayer = Extract<Layer, { kind: 'text' }>
export type StickerLayer = Extract<Layer, { kind: 'sticker' }>
export type DrawingLayer = Extract<Layer, { kind: 'drawing' }>
export type Stroke = DrawingLayer['strokes'][number]
export type Track = Output<typeof zTrack>
export type Frame = Output<typeof zFrame>
export type Credit = Output<typeof zCredit>
export type Crop = NonNullable<Shot['crop']>
export type ColourMatrix = NonNullable<Shot['filter']>['matrix']

/** What the contract allows at most. */
export const LIMITS = { parts: 120, shots: 80, layers: 100, tracks: 24, strokes: 200, points: 4000 } as const
/** A picture is shown this long until someone trims it. */
export const PICTURE_MS = 3000
/** Shots, layers and tracks are at least this long, so that they can still be taken hold of. */
export const SHORTEST_MS = 100
/** Of a stitch: how much of the other clip may be taken. */
export const STITCH_MS = 5000

/** Short and unique. Not `crypto.randomUUID`: plain http, as on a village's network, has none. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

export function newProject(options: Partial<Pick<Project, 'width' | 'height' | 'frameRate'>> = {}): Project {
  return {
    version: 1,
    width: options.width ?? 1080,
    height: options.height ?? 1920,
    frameRate: options.frameRate ?? 30,
    background: '#000000',
    parts: [],
    shots: [],
    layers: [],
    tracks: [],
    shotsVolume: 1,
    frame: { kind: 'full' },
    coverMs: 0,
    credit: null,
  }
}

/** A shot of the whole part, or of a stretch of it. */
export function shotOf(part: Part, id: string, stretch?: { fromMs: number; toMs: number }): Shot {
  const isPicture = part.kind === 'picture'
  return {
    id,
    part: part.id,
    fromMs: stretch?.fromMs ?? 0,
    toMs: stretch?.toMs ?? (isPicture ? PICTURE_MS : part.durationMs),
    speed: 1,
    volume: 1,
    crop: null,
    fit: 'fill',
    turn: 0,
    mirror: false,
    filter: null,
  }
}

type Placing = Pick<Layer, 'startMs' | 'endMs'> & Partial<Pick<Layer, 'x' | 'y' | 'scale' | 'turn' | 'enter'>>
const placed = (id: string, at: Placing) => ({
  id,
  startMs: at.startMs,
  endMs: at.endMs,
  x: at.x ?? 0.5,
  y: at.y ?? 0.5,
  scale: at.scale ?? 1,
  turn: at.turn ?? 0,
  enter: at.enter ?? ('none' as const),
  raster: null,
})

export function textLayer(id: string, text: string, at: Placing, look: Partial<TextLook> = {}): TextLayer {
  return {
    ...placed(id, at),
    kind: 'text',
    text,
    face: look.face ?? 'plain',
    size: look.size ?? 0.045,
    colour: look.colour ?? '#ffffff',
    back: look.back ?? 'outline',
    align: look.align ?? 'centre',
  }
}
type TextLook = Pick<TextLayer, 'face' | 'size' | 'colour' | 'back' | 'align'>

export function stickerLayer(id: string, sticker: string, at: Placing): StickerLayer {
  return { ...placed(id, at), kind: 'sticker', sticker }
}

export function drawingLayer(id: string, strokes: Stroke[], at: Placing): DrawingLayer {
  return { ...placed(id, at), kind: 'drawing', strokes }
}

export const findPart = (project: Project, id: string): Part | undefined =>
  project.parts.find((part) => part.id === id)
export const findShot = (project: Project, id: string): Shot | undefined =>
  project.shots.find((shot) => shot.id === id)
export const findLayer = (project: Project, id: string): Layer | undefined =>
  project.layers.find((layer) => layer.id === id)
