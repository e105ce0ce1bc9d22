/** Where own shots and another's clip lie in the frame, in pixels. The browser follows the same rules
 *  (web/src/editor/media/layout.ts). */
import type { Frame } from '../project.ts'

export interface Size {
  readonly width: number
  readonly height: number
}
export interface Box extends Size {
  readonly x: number
  readonly y: number
}
export interface Layout {
  readonly own: Box
  readonly other: Box | undefined
  /** Which is drawn last. */
  readonly top: 'own' | 'other'
}

const even = (value: number): number => Math.round(value / 2) * 2
/** Of the frame's width: the small picture of an inset, in the frame's own shape, and its distance from the edges. */
const insetShare = 0.32
const insetMargin = 0.04
const shortEdgeMax = 1080

/** What is written: as the project says, but not sharper than what is published without being encoded again. */
export function outputSize({ width, height }: Size): Size {
  const by = Math.min(1, shortEdgeMax / Math.min(width, height))
  return { width: even(width * by), height: even(height * by) }
}

export function layoutOf(frame: Frame, { width, height }: Size): Layout {
  const whole: Box = { x: 0, y: 0, width, height }
  if (frame.kind === 'full') return { own: whole, other: undefined, top: 'own' }
  if (frame.kind === 'side') {
    const across = frame.own === 'left' || frame.own === 'right'
    const half = across ? even(width / 2) : even(height / 2)
    const first: Box = across ? { ...whole, width: half } : { ...whole, height: half }
    const second: Box = across
      ? { ...whole, x: half, width: width - half }
      : { ...whole, y: half, height: height - half }
    const ownFirst = frame.own === 'left' || frame.own === 'top'
    return { own: ownFirst ? first : second, other: ownFirst ? second : first, top: 'own' }
  }
  const size = { width: even(width * insetShare), height: even(height * insetShare) }
  const margin = even(width * insetMargin)
  const small: Box = {
    ...size,
    x: frame.corner.endsWith('left') ? margin : width - margin - size.width,
    y: frame.corner.startsWith('top') ? margin : height - margin - size.height,
  }
  return frame.small === 'own'
    ? { own: small, other: whole, top: 'own' }
    : { own: whole, other: small, top: 'other' }
}
