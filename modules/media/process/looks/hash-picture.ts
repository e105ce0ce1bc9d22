/** A 64-bit hash of what a picture looks like: the signs of its lowest frequencies, by the discrete cosine transform of
 *  32×32 grey pixels (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). Scaling,
 *  compression and colour change few of the bits; another picture changes half of them. Pure. */
const edge = 32
/** Ordered from the coarsest to the finest: the first ones are what changes least. Without the mean brightness. */
const zigzag = frequencies()
const frequencyMax = 1 + Math.max(...zigzag.flat())
const cosines = Float64Array.from({ length: edge * edge }, (_, at) => {
  const [frequency, place] = [Math.floor(at / edge), at % edge]
  return Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * edge))
})

/** The hash as two numbers of 32 bits, the coarser half first. */
export type Bits = readonly [number, number]

export interface PictureHash {
  readonly bits: Bits
  /** How far each bit is from being the other, coarsest first. */
  readonly margins: readonly number[]
  /** Nearly one colour: it looks like every other such picture, and says nothing. */
  readonly isFlat: boolean
}

/** A rectangle in a picture of grey pixels; `right` and `bottom` are outside. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** @param grey `width` × `width` pixels, 0 to 255  @param box what of it is hashed */
export function hashPicture(grey: Uint8Array, width: number, box: Box): PictureHash {
  const small = shrink(grey, width, box)
  const mean = small.reduce((sum, one) => sum + one, 0) / small.length
  const spread = Math.sqrt(small.reduce((sum, one) => sum + (one - mean) ** 2, 0) / small.length)
  const values = spectrum(small)
  const middle = medianOf(values)
  const half = (from: number): number => {
    let bits = 0
    for (let at = from; at < from + 32; at++) bits = (bits << 1) | ((values[at] ?? 0) > middle ? 1 : 0)
    return bits >>> 0
  }
  const bits: Bits = [half(0), half(32)]
  return { bits, margins: values.map((value) => Math.abs(value - middle)), isFlat: spread < 6 }
}

/** How many bits differ: 0 for the same picture, about 32 for another. */
export const distance = (a: Bits, b: Bits): number => ones(a[0] ^ b[0]) + ones(a[1] ^ b[1])

/** How many of 32 bits are set (Warren, "Hacker's Delight", 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Where pictures end and black borders begin, over a whole clip: a border is dark in every picture.
 *  @param pictures of `width` × `width` grey pixels one after the other */
export function contentBox(pictures: Uint8Array, width: number): Box {
  const brightest = new Uint8Array(width * width)
  for (let at = 0; at < pictures.length; at++) {
    const place = at % brightest.length
    brightest[place] = Math.max(brightest[place] ?? 0, pictures[at] ?? 0)
  }
  const lit = (line: (at: number) => number): boolean => {
    let sum = 0
    for (let at = 0; at < width; at++) sum += line(at)
    return sum / width > 28
  }
  const row = (y: number) => lit((x) => brightest[y * width + x] ?? 0)
  const column = (x: number) => lit((y) => brightest[y * width + x] ?? 0)
  let [left, top, right, bottom] = [0, 0, width, width]
  while (top < width && !row(top)) top++
  while (bottom > top && !row(bottom - 1)) bottom--
  while (left < width && !column(left)) left++
  while (right > left && !column(right - 1)) right--
  // A clip that is dark all over has no borders, it is dark.
  const isWhole = right - left < width / 4 || bottom - top < width / 4
  return isWhole ? { left: 0, top: 0, right: width, bottom: width } : { left, top, right, bottom }
}

/** Its inner part. @param share of each side that is kept */
export function innerBox({ left, top, right, bottom }: Box, share: number): Box {
  const cut = (1 - share) / 2
  const [across, down] = [(right - left) * cut, (bottom - top) * cut]
  return { left: left + across, top: top + down, right: right - across, bottom: bottom - down }
}

/** The mean of each of 32×32 cells, whose edges may lie within pixels. */
function shrink(grey: Uint8Array, width: number, box: Box): Float64Array {
  const [across, down] = [(box.right - box.left) / edge, (box.bottom - box.top) / edge]
  const small = new Float64Array(edge * edge)
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++) {
      const [x0, y0] = [box.left + x * across, box.top + y * down]
      small[y * edge + x] = meanOf(grey, width, { left: x0, top: y0, right: x0 + across, bottom: y0 + down })
    }
  return small
}

function meanOf(grey: Uint8Array, width: number, cell: Box): number {
  let [sum, weight] = [0, 0]
  for (let y = Math.floor(cell.top); y < cell.bottom && y < width; y++) {
    const high = Math.min(y + 1, cell.bottom) - Math.max(y, cell.top)
    for (let x = Math.floor(cell.left); x < cell.right && x < width; x++) {
      const part = high * (Math.min(x + 1, cell.right) - Math.max(x, cell.left))
      sum += part * (grey[y * width + x] ?? 0)
      weight += part
    }
  }
  return weight > 0 ? sum / weight : 0
}

/** Rows first, then the wanted columns of what that gives. */
function spectrum(small: Float64Array): number[] {
  const rows = new Float64Array(frequencyMax * edge)
  for (let across = 0; across < frequencyMax; across++)
    for (let y = 0; y < edge; y++) {
      let sum = 0
      for (let x = 0; x < edge; x++) sum += (small[y * edge + x] ?? 0) * (cosines[across * edge + x] ?? 0)
      rows[across * edge + y] = sum
    }
  return zigzag.map(([across, down]) => {
    let sum = 0
    for (let y = 0; y < edge; y++) sum += (rows[across * edge + y] ?? 0) * (cosines[down * edge + y] ?? 0)
    return sum
  })
}

/** The 64 lowest pairs of frequencies along the diagonals. */
function frequencies(): (readonly [number, number])[] {
  const pairs: [number, number][] = []
  for (let sum = 1; pairs.length < 64; sum++)
    for (let across = 0; across <= sum && pairs.length < 64; across++) pairs.push([across, sum - across])
  return pairs
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2
}
