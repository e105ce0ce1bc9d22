/** A project is what the editor makes: a clip as instructions. The browser plays and exports it; the server can render
 *  it too. Times are milliseconds, places are fractions of the frame (0 is left or top), colours `#rrggbb`. */
import { z } from 'zod'
import { zUuid } from '../../platform/contract.ts'

const zId = z.string().min(1).max(40)
const zMs = z.int().min(0).max(3_600_000)
const zFraction = z.number().min(0).max(1)
const zVolume = z.number().min(0).max(2)
const zColour = z.string().regex(/^#[0-9a-f]{6}$/)

/** Material: a file of the creator's, or a clip on this stage that may be used. */
export const zPart = z.strictObject({
  id: zId,
  kind: z.enum(['video', 'picture', 'sound']),
  name: z.string().max(200),
  /** Its copy on the server (an upload with purpose `part`); null while it is only on this device. */
  uploadId: zUuid.nullable(),
  /** Of the file, lower-case hex: finds it again on the same device. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  bytes: z.int().min(0),
  durationMs: zMs,
  width: z.int().min(0).max(8192),
  height: z.int().min(0).max(8192),
  /** A clip on this stage instead of a file: for duet, stitch and remix. */
  videoId: zUuid.nullable(),
})

/** Of the picture as displayed: what is kept. */
const zCrop = z.strictObject({
  x: zFraction,
  y: zFraction,
  width: z.number().min(0.05).max(1),
  height: z.number().min(0.05).max(1),
})

/** Red, green and blue out, each from red, green, blue and a constant: 12 numbers, row by row; colours are 0 to 1. */
const zColourMatrix = z.array(z.number().min(-4).max(4)).length(12)

/** One stretch of the main track. Shots follow one another without gaps. */
export const zShot = z.strictObject({
  id: zId,
  part: zId,
  /** In the part. A picture is shown for `toMs - fromMs`. */
  fromMs: zMs,
  toMs: zMs,
  /** It takes `(toMs - fromMs) / speed` in the clip. 1 for a picture. */
  speed: z.number().min(0.25).max(4),
  volume: zVolume,
  crop: zCrop.nullable(),
  /** `fill` covers the frame and loses edges; `fit` shows everything on the background. */
  fit: z.enum(['fill', 'fit']),
  turn: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  mirror: z.boolean(),
  filter: z.strictObject({ name: z.string().max(40), matrix: zColourMatrix }).nullable(),
})

const placed = {
  id: zId,
  startMs: zMs,
  endMs: zMs,
  /** The centre. */
  x: z.number().min(-0.5).max(1.5),
  y: z.number().min(-0.5).max(1.5),
  scale: z.number().min(0.1).max(8),
  /** Degrees, clockwise. */
  turn: z.number().min(-360).max(360),
  /** `rise`: up by a twentieth of the frame while fading in. Each lasts 300 ms at the beginning. */
  enter: z.enum(['none', 'fade', 'rise']),
  /** The layer alone as a transparent PNG of the whole frame's size: a part, drawn by the browser, so that the server
   *  needs no fonts. Null until the project is sent for rendering. */
  raster: zId.nullable(),
}

export const zLayer = z.discriminatedUnion('kind', [
  z.strictObject({
    ...placed,
    kind: z.literal('text'),
    text: z.string().max(500),
    face: z.enum(['plain', 'show', 'hand', 'mono']),
    /** Of the frame's height. */
    size: z.number().min(0.01).max(0.3),
    colour: zColour,
    back: z.enum(['none', 'box', 'outline']),
    align: z.enum(['left', 'centre', 'right']),
  }),
  z.strictObject({ ...placed, kind: z.literal('sticker'), sticker: z.string().max(40) }),
  z.strictObject({
    ...placed,
    kind: z.literal('drawing'),
    strokes: z
      .array(
        z.strictObject({
          colour: zColour,
          /** Of the frame's width. */
          width: z.number().min(0.001).max(0.2),
          /** x, y, x, y … */
          points: z.array(z.number().min(-0.5).max(1.5)).max(4000),
        }),
      )
      .max(200),
  }),
])

/** Something to be heard over the shots: a sound from the library, or a voice-over. */
export const zTrack = z.strictObject({
  id: zId,
  kind: z.enum(['sound', 'voice']),
  part: zId,
  /** Of the library, when it comes from there. */
  soundId: zUuid.nullable(),
  /** Where it begins in the clip. */
  startMs: zMs,
  /** In the part. */
  fromMs: zMs,
  toMs: zMs,
  volume: zVolume,
})

/** How another's clip is shown beside one's own. */
export const zFrame = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('full') }),
  z.strictObject({
    kind: z.literal('side'),
    other: zId,
    otherVolume: zVolume,
    own: z.enum(['left', 'right', 'top', 'bottom']),
  }),
  z.strictObject({
    kind: z.literal('inset'),
    other: zId,
    otherVolume: zVolume,
    /** Whose picture is the small one. */
    small: z.enum(['own', 'other']),
    corner: z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']),
  }),
])

export const zCredit = z.strictObject({ kind: z.enum(['duet', 'stitch', 'remix']), videoId: zUuid })

export const zProject = z.strictObject({
  version: z.literal(1),
  /** Of the clip, in pixels, both even. */
  width: z.int().min(144).max(1920),
  height: z.int().min(144).max(1920),
  frameRate: z.int().min(15).max(60),
  background: zColour,
  parts: z.array(zPart).max(120),
  shots: z.array(zShot).max(80),
  layers: z.array(zLayer).max(100),
  tracks: z.array(zTrack).max(24),
  /** Of all the shots' own sound together. */
  shotsVolume: zVolume,
  frame: zFrame,
  coverMs: zMs,
  credit: zCredit.nullable(),
})
