/** Words as outlines: no font of the machine is asked, so none can be missing, strange or hostile. */
import { glyphs } from './glyphs.ts'

export interface Drawn {
  /** SVG path data, in pixels, from the baseline's left end. */
  readonly path: string
  readonly width: number
}

/** Signs beyond printable ASCII are drawn as their nearest letter, or left out.
 *  @param size of an em, in pixels */
export function drawWords(text: string, size: number): Drawn {
  const scale = size / 1000
  let x = 0
  const parts: string[] = []
  for (const sign of text.normalize('NFKD')) {
    const glyph = glyphs[sign]
    if (!glyph) continue
    const [advance, path] = glyph
    if (path) parts.push(placed(path, scale, x))
    x += advance * scale
  }
  return { path: parts.join(''), width: x }
}

/** The same, smaller where they would not fit. @param room in pixels */
export function drawFitted(text: string, size: number, room: number): Drawn {
  const drawn = drawWords(text, size)
  return drawn.width <= room ? drawn : drawWords(text, (size * room) / drawn.width)
}

/** Commands with absolute pairs only, but for H and V, which have one number each. */
function placed(path: string, scale: number, x: number): string {
  return path.replace(/([A-Z])([^A-Z]*)/g, (_, command: string, rest: string) => {
    const numbers = (rest.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
    const moved = numbers.map((value, at) => {
      const isX = command === 'H' || (command !== 'V' && at % 2 === 0)
      return (value * scale + (isX ? x : 0)).toFixed(2)
    })
    return command + moved.join(' ')
  })
}

/** The stage's sign, as web/src/shell/mark.svelte draws it, in a square of 440 from (36, 40) on: a dome of light over the
 *  boards with a play sign cut out of it. */
export const markPath =
  'M256 136c97 0 176 79 176 176 0 6-4 10-10 10H90c-6 0-10-4-10-10 0-97 79-176 176-176Zm-34 66c-8-5-18 1-18 10v84c0 9 10 15 18 10l68-42c8-5 8-15 0-20l-68-42ZM55 350H457a15 15 0 0 1 0 30H55a15 15 0 0 1 0-30Z'
/** Puts the sign at a place, so many pixels wide. */
export const markAt = (x: number, y: number, size: number): string =>
  `translate(${x} ${y}) scale(${size / 440}) translate(-36 -40)`
