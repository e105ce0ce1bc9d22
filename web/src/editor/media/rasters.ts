/** Layers as pictures of the whole frame, for the server, which has no fonts. */
import type { Layer } from '../project/project.ts'
import { drawLayer, loadFonts, type Size } from './draw-layer.ts'

/** A transparent PNG. */
export async function rasterOf(layer: Layer, frame: Size): Promise<Blob> {
  await loadFonts()
  const canvas = new OffscreenCanvas(frame.width, frame.height)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  drawLayer(pen, layer, frame)
  return canvas.convertToBlob({ type: 'image/png' })
}
