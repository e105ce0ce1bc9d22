/** Faster or slower speech and music at the same pitch: WSOLA (Verhelst & Roelands, "An overlap-add technique based on
 *  waveform similarity", ICASSP 1993). Overlapping pieces are taken at the speed's pace and put down at the usual one,
 *  each moved a little so that it goes on where the piece before would have. */

const PIECE_SECONDS = 0.042
const SEARCH_SECONDS = 0.011
/** The search looks at every fourth value of every fourth place, then closer around the best. */
const COARSE = 4

/** Channels of the same length; the result is `round(length / speed)` long. */
export function stretched(
  channels: readonly Float32Array[],
  speed: number,
  sampleRate: number,
): Float32Array<ArrayBuffer>[] {
  const length = channels[0]?.length ?? 0
  const outLength = Math.round(length / speed)
  if (speed === 1) return channels.map((channel) => Float32Array.from(channel))
  const hop = Math.max(16, Math.round((PIECE_SECONDS * sampleRate) / 2))
  const piece = hop * 2
  const reach = Math.round(SEARCH_SECONDS * sampleRate)
  const guide = mono(channels, length)
  const window = Float32Array.from(
    { length: piece },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / piece),
  )
  const out = channels.map(() => new Float32Array(outLength + piece))
  const weight = new Float32Array(outLength + piece)

  let taken = -hop
  for (let put = -hop; put < outLength; put += hop) {
    // The piece before the beginning gives only its second half: the beginning as it is.
    const from = put < 0 ? put : best(guide, Math.round(put * speed), taken + hop, piece, reach)
    taken = from
    for (let i = Math.max(0, -put); i < piece; i++)
      weight[put + i] = (weight[put + i] ?? 0) + (window[i] ?? 0)
    channels.forEach((channel, c) => {
      const into = out[c]
      if (!into) return
      for (let i = Math.max(0, -put); i < piece; i++)
        into[put + i] = (into[put + i] ?? 0) + (window[i] ?? 0) * (channel[from + i] ?? 0)
    })
  }
  return out.map((channel) => {
    const done = channel.slice(0, outLength)
    for (let i = 0; i < outLength; i++) {
      const w = weight[i] ?? 0
      if (w > 1e-3) done[i] = (done[i] ?? 0) / w
    }
    return done
  })
}

function mono(channels: readonly Float32Array[], length: number): Float32Array {
  const first = channels[0]
  if (channels.length === 1 && first) return first
  const sum = new Float32Array(length)
  for (const channel of channels) for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + (channel[i] ?? 0)
  return sum
}

/** The place near `wanted` whose piece is most like the one that begins at `natural`. */
function best(guide: Float32Array, wanted: number, natural: number, piece: number, reach: number): number {
  let found = wanted
  let most = -Infinity
  for (let d = -reach; d <= reach; d += COARSE) {
    const like = likeness(guide, wanted + d, natural, piece, COARSE)
    if (like > most) {
      most = like
      found = wanted + d
    }
  }
  const around = found
  most = -Infinity
  for (let d = -COARSE + 1; d < COARSE; d++) {
    const like = likeness(guide, around + d, natural, piece, 2)
    if (like > most) {
      most = like
      found = around + d
    }
  }
  return found
}

function likeness(guide: Float32Array, a: number, b: number, piece: number, step: number): number {
  let product = 0
  let power = 1e-9
  const begin = Math.max(0, -a, -b)
  const end = Math.min(piece, guide.length - a, guide.length - b)
  for (let i = begin; i < end; i += step) {
    const x = guide[a + i] ?? 0
    product += x * (guide[b + i] ?? 0)
    power += x * x
  }
  return product / Math.sqrt(power)
}
