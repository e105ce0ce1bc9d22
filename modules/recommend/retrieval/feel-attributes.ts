/** What a clip looks and sounds like, as attributes: each of its traits falls into one of a few kinds. There are so few that
 *  each is known from many clips, so they say something of a clip whose creator, sound and tags nobody knows yet. */

/** In numbers, where they are known: kept by whoever made it ready to be watched. */
export interface ClipFeel {
  readonly width: number
  readonly height: number
  /** Mean colour, sRGB, 0 to 1 each, and how far light parts lie from dark ones. */
  readonly tone?: {
    readonly red: number
    readonly green: number
    readonly blue: number
    readonly contrast: number
  }
  /** null: nothing that anybody can hear. */
  readonly lufs?: number | null
  readonly cutsASecond?: number
}

const kinds = {
  hue: ['grey', 'red', 'yellow', 'green', 'cyan', 'blue', 'pink'],
  light: ['dark', 'dim', 'bright'],
  contrast: ['flat', 'some', 'strong'],
  colour: ['pale', 'some', 'vivid'],
  sound: ['none', 'quiet', 'usual', 'loud'],
  pace: ['one shot', 'calm', 'busy'],
  length: ['8 s', '16 s', '32 s', '64 s', 'longer'],
  shape: ['upright', 'square', 'wide'],
} as const
type Trait = keyof typeof kinds

const firstOf = new Map<string, number>()
let next = 1
for (const [trait, names] of Object.entries(kinds)) {
  firstOf.set(trait, next)
  next += names.length
}
/** Attributes from 1 up to this are those of the feel. */
export const feelAttributes = next - 1
/** All that a clip has of them together weigh as one other attribute: what its maker says of it comes first. */
export const feelWeight = 1 / firstOf.size

/** Chroma below which a colour has no hue. */
const greyBelow = 0.06

/** @returns attributes from 1 to {@link feelAttributes}, one a trait that is known */
export function attributesOfFeel(durationMs: number, feel: ClipFeel | undefined): number[] {
  if (!feel) return []
  const found: number[] = []
  const add = (trait: Trait, kind: number): void => {
    found.push((firstOf.get(trait) ?? 0) + Math.min(kinds[trait].length - 1, Math.max(0, kind)))
  }
  add('length', Math.ceil(Math.log2(Math.max(1, durationMs) / 8_000)))
  const { width, height, tone, lufs, cutsASecond } = feel
  add('shape', stepOf(width / Math.max(1, height), [0.8, 1.25]))
  if (tone) {
    const { red, green, blue, contrast } = tone
    const chroma = Math.max(red, green, blue) - Math.min(red, green, blue)
    add('hue', chroma < greyBelow ? 0 : 1 + (Math.round(hueOf(red, green, blue)) % 6))
    add('light', stepOf(0.2126 * red + 0.7152 * green + 0.0722 * blue, [0.25, 0.5]))
    add('contrast', stepOf(contrast, [0.2, 0.45]))
    add('colour', stepOf(chroma, [0.1, 0.3]))
  }
  if (lufs !== undefined) add('sound', lufs === null ? 0 : 1 + stepOf(lufs, [-24, -14]))
  if (cutsASecond !== undefined) add('pace', stepOf(cutsASecond, [0.02, 0.25]))
  return found
}

/** Red 0, yellow 1, green 2, cyan 3, blue 4, pink 5. */
function hueOf(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue)
  const chroma = most - Math.min(red, green, blue)
  const turn =
    most === red
      ? (green - blue) / chroma
      : most === green
        ? 2 + (blue - red) / chroma
        : 4 + (red - green) / chroma
  return turn < 0 ? turn + 6 : turn
}

/** How many of the bounds the value has reached. */
const stepOf = (value: number, bounds: readonly number[]): number =>
  bounds.filter((bound) => value >= bound).length
