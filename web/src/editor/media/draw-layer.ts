/** Texts, stickers and drawings, on any 2D canvas of any size. */
import type { DrawingLayer, Layer, StickerLayer, TextLayer } from '../project/project.ts'
import { isSticker, STICKERS } from './stickers.ts'

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D
export interface Size {
  readonly width: number
  readonly height: number
}

/** The stage's own typeface; faces that are not there fall back on what the device has. */
const STAGE_FONT = 'Plus Jakarta Sans'
const FACES: Readonly<Record<TextLayer['face'], { weight: number; family: string; spacing: number }>> = {
  plain: { weight: 600, family: `'${STAGE_FONT}', sans-serif`, spacing: 0 },
  show: { weight: 800, family: `'${STAGE_FONT}', sans-serif`, spacing: -0.03 },
  hand: {
    weight: 600,
    family: `'Segoe Print', 'Bradley Hand', 'Comic Neue', 'Dancing Script', cursive`,
    spacing: 0,
  },
  mono: {
    weight: 600,
    family: `ui-monospace, 'SF Mono', Menlo, 'Roboto Mono', 'DejaVu Sans Mono', monospace`,
    spacing: 0,
  },
}
const LINE = 1.25
/** Of the frame's width: lines are broken here, before the layer is scaled. */
const WIDEST = 0.88
const STICKER_SHARE = 0.22

let loading: Promise<void> | undefined
/** Workers have no style sheets: the typeface is fetched once by whoever draws. Never rejects: there is a fallback. */
export function loadFonts(): Promise<void> {
  loading ??= (async () => {
    const fonts: FontFaceSet | undefined =
      'document' in globalThis ? document.fonts : Reflect.get(globalThis, 'fonts')
    if (!fonts) return
    // A page has it in its style sheet, in every weight.
    if ((await fonts.load(`600 16px '${STAGE_FONT}'`)).length > 0) return
    const face = new FontFace(STAGE_FONT, 'url(/fonts/plus-jakarta-sans.woff2)', { weight: '200 800' })
    fonts.add(await face.load())
  })().catch(() => undefined)
  return loading
}

interface Lines {
  readonly lines: readonly { readonly text: string; readonly width: number }[]
  readonly px: number
  readonly size: Size
}

function setFont(pen: Pen, layer: TextLayer, px: number): void {
  const face = FACES[layer.face]
  pen.font = `${face.weight} ${px}px ${face.family}`
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  if ('letterSpacing' in pen) pen.letterSpacing = `${face.spacing * px}px`
}

function linesOf(pen: Pen, layer: TextLayer, frame: Size): Lines {
  const px = layer.size * frame.height
  setFont(pen, layer, px)
  const most = frame.width * WIDEST
  const lines: string[] = []
  for (const paragraph of layer.text.split('\n')) lines.push(...broken(pen, paragraph, most))
  const measured = lines.map((text) => ({ text, width: pen.measureText(text).width }))
  const pad = layer.back === 'box' ? px * 0.9 : px * 0.3
  return {
    lines: measured,
    px,
    size: {
      width: Math.max(px * 0.5, ...measured.map(({ width }) => width)) + pad,
      height: lines.length * px * LINE + (layer.back === 'box' ? px * 0.35 : 0),
    },
  }
}

/** At spaces where there are some; a word longer than a line inside it. */
function broken(pen: Pen, paragraph: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/(?<=\s)/)) {
    if (pen.measureText((line + word).trimEnd()).width <= most) {
      line += word
      continue
    }
    if (line !== '') lines.push(line.trimEnd())
    line = word
    while (line.length > 1 && pen.measureText(line.trimEnd()).width > most) {
      const letters = [...line]
      let fits = letters.length - 1
      while (fits > 1 && pen.measureText(letters.slice(0, fits).join('')).width > most) fits--
      lines.push(letters.slice(0, fits).join(''))
      line = letters.slice(fits).join('')
    }
  }
  return [...lines, line.trimEnd()]
}

/** What the layer takes up unturned, scale included, in fractions of the frame: to be taken hold of. */
export function layerSize(pen: Pen, layer: Layer, frame: Size): Size {
  const size = sizeOf(pen, layer, frame)
  return {
    width: (size.width * layer.scale) / frame.width,
    height: (size.height * layer.scale) / frame.height,
  }
}
function sizeOf(pen: Pen, layer: Layer, frame: Size): Size {
  if (layer.kind === 'text') return linesOf(pen, layer, frame).size
  if (layer.kind === 'sticker') {
    const side = frame.width * STICKER_SHARE
    return { width: side, height: side }
  }
  return frame
}

/** At full strength, wherever it is in time: the caller knows when. `rise`: downward, of the frame's height. */
export function drawLayer(pen: Pen, layer: Layer, frame: Size, rise = 0): void {
  pen.save()
  pen.translate(layer.x * frame.width, (layer.y + rise) * frame.height)
  pen.rotate((layer.turn * Math.PI) / 180)
  pen.scale(layer.scale, layer.scale)
  if (layer.kind === 'text') drawText(pen, layer, frame)
  else if (layer.kind === 'sticker') drawSticker(pen, layer, frame.width * STICKER_SHARE)
  else drawStrokes(pen, layer, frame)
  pen.restore()
}

function drawText(pen: Pen, layer: TextLayer, frame: Size): void {
  const { lines, px, size } = linesOf(pen, layer, frame)
  const inner = size.width - (layer.back === 'box' ? px * 0.9 : px * 0.3)
  if (layer.back === 'box') {
    pen.fillStyle = isLight(layer.colour) ? '#12100e' : '#ffffff'
    pen.beginPath()
    pen.roundRect(-size.width / 2, -size.height / 2, size.width, size.height, px * 0.3)
    pen.fill()
  }
  lines.forEach(({ text, width }, index) => {
    const left =
      layer.align === 'left' ? -inner / 2 : layer.align === 'right' ? inner / 2 - width : -width / 2
    const middle = (index - (lines.length - 1) / 2) * px * LINE
    if (layer.back === 'outline') {
      pen.lineJoin = 'round'
      pen.lineWidth = px * 0.18
      pen.strokeStyle = isLight(layer.colour) ? '#12100e' : '#ffffff'
      pen.strokeText(text, left, middle)
    }
    pen.fillStyle = layer.colour
    pen.fillText(text, left, middle)
  })
}

/** Whether dark ink reads better around it. */
function isLight(colour: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 110
}

const paths = new Map<string, Path2D>()
function pathOf(d: string): Path2D {
  const known = paths.get(d) ?? new Path2D(d)
  paths.set(d, known)
  return known
}

/** In a square of that side around the origin. An unknown one draws nothing. */
function drawSticker(pen: Pen, layer: Pick<StickerLayer, 'sticker'>, side: number): void {
  if (!isSticker(layer.sticker)) return
  pen.save()
  pen.scale(side / 100, side / 100)
  pen.translate(-50, -50)
  pen.lineJoin = 'round'
  pen.lineCap = 'round'
  for (const { d, fill, stroke, width } of STICKERS[layer.sticker]) {
    const path = pathOf(d)
    if (stroke !== undefined) {
      pen.strokeStyle = stroke
      pen.lineWidth = width ?? 4
      pen.stroke(path)
    }
    if (fill !== undefined) {
      pen.fillStyle = fill
      pen.fill(path)
    }
  }
  pen.restore()
}

function drawStrokes(pen: Pen, layer: DrawingLayer, frame: Size): void {
  pen.translate(-frame.width / 2, -frame.height / 2)
  pen.lineJoin = 'round'
  pen.lineCap = 'round'
  for (const { colour, width, points } of layer.strokes) {
    const [x = 0, y = 0] = points
    pen.strokeStyle = colour
    pen.lineWidth = width * frame.width
    pen.beginPath()
    pen.moveTo(x * frame.width, y * frame.height)
    // A tap is a point: a line to itself draws its round cap.
    if (points.length <= 2) pen.lineTo(x * frame.width, y * frame.height)
    for (let i = 2; i + 1 < points.length; i += 2)
      pen.lineTo((points[i] ?? 0) * frame.width, (points[i + 1] ?? 0) * frame.height)
    pen.stroke()
  }
}
