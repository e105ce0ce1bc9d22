/** Where things lie in the frame: pure, in pixels. The server's drawing follows the same rules. */
import type { Crop, Frame, Shot } from '../project/project.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
const even = (value: number): number => Math.round(value / 2) * 2

/** Own shots and the other's clip; `top` says which is drawn last. */
export interface Layout {
  readonly own: Box
  readonly other: Box | undefined
  readonly top: 'own' | 'other'
}

/** The small picture of an inset: this share of the frame's width, in the frame's own shape, this far from the edges
 *  (of the width). */
const INSET_SHARE = 0.32
const INSET_MARGIN = 0.04

export function layoutOf(frame: Frame, width: number, height: number): Layout {
  const whole: Box = { x: 0, y: 0, width, height }
  if (frame.kind === 'full') return { own: whole, other: undefined, top: 'own' }
  if (frame.kind === 'side') {
    const half = frame.own === 'left' || frame.own === 'right' ? even(width / 2) : even(height / 2)
    const [first, second]: [Box, Box] =
      frame.own === 'left' || frame.own === 'right'
        ? [
            { ...whole, width: half },
            { ...whole, x: half, width: width - half },
          ]
        : [
            { ...whole, height: half },
            { ...whole, y: half, height: height - half },
          ]
    const isOwnFirst = frame.own === 'left' || frame.own === 'top'
    return { own: isOwnFirst ? first : second, other: isOwnFirst ? second : first, top: 'own' }
  }
  const size = { width: even(width * INSET_SHARE), height: even(height * INSET_SHARE) }
  const margin = even(width * INSET_MARGIN)
  const small: Box = {
    ...size,
    x: frame.corner.endsWith('left') ? margin : width - margin - size.width,
    y: frame.corner.startsWith('top') ? margin : height - margin - size.height,
  }
  return frame.small === 'own'
    ? { own: small, other: whole, top: 'own' }
    : { own: whole, other: small, top: 'other' }
}

/** What of a picture is shown where. The picture is cropped as displayed, then turned and mirrored, then put in its box.
 *  `from` is in pixels of the picture as displayed. */
export interface Fitting {
  readonly from: Box
  /** Where the turned picture lies in the box's own coordinates; may reach over its edges when it fills. */
  readonly to: Box
}

export function fittingOf(
  picture: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
  look: { readonly crop: Crop | null; readonly turn: Shot['turn']; readonly fit: Shot['fit'] },
): Fitting {
  const crop = look.crop ?? { x: 0, y: 0, width: 1, height: 1 }
  const from: Box = {
    x: crop.x * picture.width,
    y: crop.y * picture.height,
    width: crop.width * picture.width,
    height: crop.height * picture.height,
  }
  const isAcross = look.turn === 90 || look.turn === 270
  const width = isAcross ? from.height : from.width
  const height = isAcross ? from.width : from.height
  const by =
    look.fit === 'fill'
      ? Math.max(box.width / width, box.height / height)
      : Math.min(box.width / width, box.height / height)
  const to = { width: width * by, height: height * by }
  return { from, to: { ...to, x: (box.width - to.width) / 2, y: (box.height - to.height) / 2 } }
}

/** How a layer comes in: 0 not yet, 1 there. */
const ENTER_MS = 300
const RISE_SHARE = 0.05
export function entering(
  layer: { readonly enter: 'none' | 'fade' | 'rise'; readonly startMs: number },
  ms: number,
): { opacity: number; rise: number } {
  if (layer.enter === 'none') return { opacity: 1, rise: 0 }
  const share = Math.min(1, Math.max(0, (ms - layer.startMs) / ENTER_MS))
  return { opacity: share, rise: layer.enter === 'rise' ? (1 - share) * RISE_SHARE : 0 }
}
