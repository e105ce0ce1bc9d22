/** How large a layer is on the picture, scale included, as fractions of the frame. */
import { layerSize } from '../media/draw-layer.ts'
import type { Layer, Project } from '../project/project.ts'

let pen: CanvasRenderingContext2D | undefined
export function measureLayer(
  layer: Layer,
  { width, height }: Pick<Project, 'width' | 'height'>,
): { width: number; height: number } {
  pen ??= document.createElement('canvas').getContext('2d') ?? undefined
  return pen ? layerSize(pen, layer, { width, height }) : { width: 0.3, height: 0.1 }
}
