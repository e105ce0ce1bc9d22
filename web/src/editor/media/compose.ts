/** The picture of a project at a moment. Preview, cover, thumbnails and export all come through here. */
import type { Layer, Project, Shot } from '../project/project.ts'
import { placeAt } from '../project/timeline.ts'
import { type Colourer, createColourer } from './colour.ts'
import { drawLayer, type Pen, type Size } from './draw-layer.ts'
import { type Box, entering, fittingOf, layoutOf } from './layout.ts'

/** A picture and how large it is as displayed. */
export interface Shown extends Size {
  /** Draws that stretch of it, in its own pixels, there. */
  draw: (pen: Pen, from: Box, to: Box) => void
}
export interface Shows {
  /** What the part shows at its own moment; undefined where it can not be had. */
  at: (partId: string, partMs: number, use: string) => Promise<Shown | undefined>
}

/** What has to be decoded for a moment, and then drawn in one go. */
export interface Scene {
  readonly project: Project
  readonly ms: number
  readonly shot: Shot | undefined
  readonly own: Shown | undefined
  readonly other: Shown | undefined
}

/** Shots of the same part use a reader each, so that going from one to the next needs no new start. */
export async function sceneAt(project: Project, ms: number, shows: Shows): Promise<Scene> {
  const place = placeAt(project, ms)
  const { frame } = project
  const [own, other] = await Promise.all([
    // The last moment is no picture's: the end of a stretch belongs to what follows it.
    place &&
      shows.at(
        place.shot.part,
        Math.min(place.partMs, Math.max(place.shot.fromMs, place.shot.toMs - 1)),
        place.shot.id,
      ),
    frame.kind === 'full' ? undefined : shows.at(frame.other, Math.max(0, ms), 'other'),
  ])
  return { project, ms, shot: place?.shot, own, other }
}

export class Compositor {
  readonly #colourer: Colourer
  readonly #scratch = new OffscreenCanvas(16, 16)
  readonly #pen: OffscreenCanvasRenderingContext2D | null
  #faint: OffscreenCanvas | undefined

  constructor(prefer?: 'processor') {
    this.#colourer = createColourer(prefer)
    this.#pen = this.#scratch.getContext('2d', { alpha: false })
  }

  /** Fills the whole canvas. `size`: of the canvas, in the project's shape. */
  draw(pen: Pen, scene: Scene, size: Size): void {
    const { project } = scene
    pen.save()
    pen.globalAlpha = 1
    pen.fillStyle = project.background
    pen.fillRect(0, 0, size.width, size.height)
    const layout = layoutOf(project.frame, size.width, size.height)
    const own = (): void => {
      if (scene.shot && scene.own) this.#drawShot(pen, scene.own, scene.shot, layout.own, project.background)
    }
    const other = (): void => {
      if (layout.other && scene.other)
        this.#drawShot(pen, scene.other, PLAIN_LOOK, layout.other, project.background)
    }
    for (const step of layout.top === 'own' ? [other, own] : [own, other]) step()
    for (const layer of project.layers) {
      if (scene.ms < layer.startMs || scene.ms >= layer.endMs) continue
      const { opacity, rise } = entering(layer, scene.ms)
      if (opacity <= 0) continue
      if (opacity === 1) drawLayer(pen, layer, size, rise)
      else this.#drawFaint(pen, layer, size, rise, opacity)
    }
    pen.restore()
  }

  /** As one picture, as the server has it: an outline must not shine through the letter on it. */
  #drawFaint(pen: Pen, layer: Layer, size: Size, rise: number, opacity: number): void {
    this.#faint ??= new OffscreenCanvas(size.width, size.height)
    const canvas = this.#faint
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width
      canvas.height = size.height
    }
    const alone = canvas.getContext('2d')
    if (!alone) return
    alone.clearRect(0, 0, size.width, size.height)
    drawLayer(alone, layer, size, rise)
    pen.globalAlpha = opacity
    pen.drawImage(canvas, 0, 0)
    pen.globalAlpha = 1
  }

  #drawShot(
    pen: Pen,
    shown: Shown,
    look: Pick<Shot, 'crop' | 'turn' | 'fit' | 'mirror' | 'filter'>,
    box: Box,
    background: string,
  ): void {
    const { from, to } = fittingOf(shown, box, look)
    pen.save()
    pen.beginPath()
    pen.rect(box.x, box.y, box.width, box.height)
    pen.clip()
    pen.fillStyle = background
    pen.fillRect(box.x, box.y, box.width, box.height)
    pen.translate(box.x + to.x + to.width / 2, box.y + to.y + to.height / 2)
    // It is turned first and mirrored then; a canvas takes the last first.
    pen.scale(look.mirror ? -1 : 1, 1)
    pen.rotate((look.turn * Math.PI) / 180)
    const isAcross = look.turn === 90 || look.turn === 270
    const width = isAcross ? to.height : to.width
    const height = isAcross ? to.width : to.height
    const target: Box = { x: -width / 2, y: -height / 2, width, height }
    if (look.filter) this.#drawColoured(pen, shown, from, target, look.filter.matrix)
    else shown.draw(pen, from, target)
    pen.restore()
  }

  #drawColoured(pen: Pen, shown: Shown, from: Box, to: Box, matrix: readonly number[]): void {
    const scratch = this.#scratch
    const wide = Math.max(1, Math.min(Math.round(to.width), 2560))
    const high = Math.max(1, Math.min(Math.round(to.height), 2560))
    if (scratch.width !== wide || scratch.height !== high) {
      scratch.width = wide
      scratch.height = high
    }
    if (!this.#pen) return
    shown.draw(this.#pen, from, { x: 0, y: 0, width: wide, height: high })
    pen.drawImage(this.#colourer.apply(scratch, [...matrix]), to.x, to.y, to.width, to.height)
  }

  close(): void {
    this.#colourer.close()
  }
}

const PLAIN_LOOK = { crop: null, turn: 0, fit: 'fill', mirror: false, filter: null } as const
