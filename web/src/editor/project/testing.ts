/** Any project, reached by any changes: for the tests of laws. */
import fc from 'fast-check'
import { type Change, changed } from './changes.ts'
import { FILTER_NAMES, filterOf } from './filters.ts'
import {
  drawingLayer,
  newProject,
  type Part,
  type Project,
  shotOf,
  stickerLayer,
  textLayer,
} from './project.ts'

const part = (id: string, kind: Part['kind'], durationMs: number): Part => ({
  id,
  kind,
  name: `${id}.mp4`,
  uploadId: null,
  sha256: null,
  bytes: 1000,
  durationMs,
  width: kind === 'sound' ? 0 : 1080,
  height: kind === 'sound' ? 0 : 1920,
  videoId: null,
})

export const PARTS: readonly Part[] = [
  part('beach', 'video', 12_345),
  part('market', 'video', 4000),
  part('blink', 'video', 60),
  part('photo', 'picture', 0),
  part('song', 'sound', 30_000),
]

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const anId = fc.constantFrom(...ids)
const aPart = fc.constantFrom(...PARTS)
const ms = fc.double({ min: -5000, max: 60_000, noNaN: true })
const wild = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(Number.NaN, Infinity, -1e9, 0, 1),
)
const text = fc.string({ maxLength: 600 })
const colour = fc.constantFrom('#ffffff', '#FFB000', 'red', '')

const aLayer = fc
  .tuple(anId, ms, ms, text, wild)
  .chain(([id, startMs, endMs, words, x]) =>
    fc.constantFrom(
      textLayer(id, words, { startMs, endMs, x }),
      stickerLayer(id, 'heart', { startMs, endMs, scale: x }),
      drawingLayer(id, [{ colour: '#ffffff', width: x, points: [x, 0.2, 0.3] }], { startMs, endMs, turn: x }),
    ),
  )

export const aChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    do: fc.constant('shot-add' as const),
    shot: fc.tuple(anId, aPart, ms, ms).map(([id, from, fromMs, toMs]) => shotOf(from, id, { fromMs, toMs })),
    at: fc.integer({ min: -2, max: 12 }),
  }),
  fc.record({ do: fc.constant('shot-trim' as const), shot: anId, fromMs: ms, toMs: ms }),
  fc.record({ do: fc.constant('shot-trim' as const), shot: anId, fromMs: ms }),
  fc.record({ do: fc.constant('shot-split' as const), atMs: ms, newId: anId }),
  fc.record({ do: fc.constant('shot-join' as const), shot: anId }),
  fc.record({ do: fc.constant('shot-move' as const), shot: anId, to: fc.integer({ min: -2, max: 12 }) }),
  fc.record({ do: fc.constant('shot-remove' as const), shot: anId }),
  fc.record({ do: fc.constant('shot-duplicate' as const), shot: anId, newId: anId }),
  fc.record({
    do: fc.constant('shot-look' as const),
    shot: fc.oneof(anId, fc.constant('every' as const)),
    look: fc.record(
      {
        speed: wild,
        volume: wild,
        crop: fc.oneof(fc.constant(null), fc.record({ x: wild, y: wild, width: wild, height: wild })),
        turn: fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const),
        mirror: fc.boolean(),
        filter: fc.constantFrom(null, ...FILTER_NAMES.map((name) => filterOf(name, 0.6))),
      },
      { requiredKeys: [] },
    ),
  }),
  aLayer.map((layer) => ({ do: 'layer-add' as const, layer })),
  fc.record({
    do: fc.constant('layer-look' as const),
    layer: anId,
    look: fc.record(
      { startMs: ms, endMs: ms, x: wild, scale: wild, turn: wild, colour, text },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ do: fc.constant('layer-order' as const), layer: anId, to: fc.integer({ min: -1, max: 9 }) }),
  fc.record({
    do: fc.constant('layer-stroke' as const),
    layer: anId,
    stroke: fc.record({ colour, width: wild, points: fc.array(wild, { maxLength: 12 }) }),
  }),
  fc.record({ do: fc.constant('layer-remove' as const), layer: anId }),
  fc.record({ do: fc.constant('layer-duplicate' as const), layer: anId, newId: anId }),
  fc.record({
    do: fc.constant('track-add' as const),
    track: fc.record({
      id: anId,
      kind: fc.constantFrom('sound' as const, 'voice' as const),
      part: aPart.map(({ id }) => id),
      soundId: fc.constant(null),
      startMs: ms,
      fromMs: ms,
      toMs: ms,
      volume: wild,
    }),
  }),
  fc.record({
    do: fc.constant('track-look' as const),
    track: anId,
    look: fc.record({ startMs: ms, fromMs: ms, toMs: ms, volume: wild }, { requiredKeys: [] }),
  }),
  fc.record({ do: fc.constant('track-remove' as const), track: anId }),
  fc.record({ do: fc.constant('shots-volume' as const), volume: wild }),
  fc.record({ do: fc.constant('cover' as const), atMs: ms }),
  fc.record({
    do: fc.constant('canvas' as const),
    width: fc.integer({ min: 0, max: 4000 }),
    height: fc.integer({ min: 0, max: 4000 }),
  }),
  fc.record({ do: fc.constant('frame-rate' as const), frameRate: fc.integer({ min: 0, max: 240 }) }),
  fc.record({ do: fc.constant('background' as const), colour }),
  fc.record({
    do: fc.constant('frame' as const),
    frame: fc.oneof(
      fc.constant({ kind: 'full' as const }),
      fc.record({
        kind: fc.constant('side' as const),
        other: aPart.map(({ id }) => id),
        otherVolume: wild,
        own: fc.constantFrom('left' as const, 'right' as const, 'top' as const, 'bottom' as const),
      }),
    ),
  }),
)

export const begun: Project = PARTS.reduce(
  (project, one) => changed(project, { do: 'part-add', part: one }),
  newProject(),
)
/** With two shots at least in the way, so that changes find something. */
export const someChanges: fc.Arbitrary<Change[]> = fc
  .array(aChange, { maxLength: 25 })
  .map((changes) => [
    { do: 'shot-add', shot: shotOf(PARTS[0] ?? part('x', 'video', 1000), 'a') },
    { do: 'shot-add', shot: shotOf(PARTS[3] ?? part('y', 'picture', 0), 'b') },
    ...changes,
  ])
