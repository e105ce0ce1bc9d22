/** The sound of a file by the browser's own decoder, all of it at once: where there is no other. */
import { type Pcm, RATE } from './mix.ts'
import type { PartSource } from './part-source.ts'

/** An hour of a phone's video does not fit into a phone's memory twice. */
const MOST_BYTES = 200 * 1024 * 1024

export async function decodeWhole(source: PartSource): Promise<Pcm | undefined> {
  if (typeof OfflineAudioContext === 'undefined') return undefined
  try {
    const blob = source instanceof Blob ? source : await (await fetch(source.url)).blob()
    if (blob.size > MOST_BYTES) return undefined
    const sound = await new OfflineAudioContext(2, 1, RATE).decodeAudioData(await blob.arrayBuffer())
    const left = sound.getChannelData(0)
    const right = sound.numberOfChannels > 1 ? sound.getChannelData(1) : left
    return { left, right, rate: sound.sampleRate, at: 0 }
  } catch {
    return undefined
  }
}
