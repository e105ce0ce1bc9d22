/** How loud the clip is, moment by moment: from the server's file or, where there is none, from the clip itself. */
import { fetchWaveform, type Peaks } from '#api/read-waveform.ts'

/** The loudest of each hundredth of a second, over all channels. */
export function peaksOf(channels: readonly Float32Array[], sampleRate: number, rate = 100): Peaks {
  const length = channels[0]?.length ?? 0
  const step = sampleRate / rate
  const values = new Float32Array(Math.ceil(length / step))
  for (const channel of channels)
    for (let at = 0; at < channel.length; at++) {
      const slot = Math.floor(at / step)
      const loud = Math.abs(channel[at] ?? 0)
      if (loud > (values[slot] ?? 0)) values[slot] = Math.min(1, loud)
    }
  return { rate, values }
}

/** The loudest in each of so many columns between two moments. */
export function columns(peaks: Peaks, fromMs: number, toMs: number, count: number): Float32Array {
  const result = new Float32Array(Math.max(0, count))
  const perColumn = (toMs - fromMs) / count
  for (let column = 0; column < count; column++) {
    const first = Math.floor(((fromMs + column * perColumn) / 1000) * peaks.rate)
    const last = Math.max(first + 1, Math.ceil(((fromMs + (column + 1) * perColumn) / 1000) * peaks.rate))
    let loudest = 0
    for (let at = Math.max(0, first); at < Math.min(last, peaks.values.length); at++)
      loudest = Math.max(loudest, peaks.values[at] ?? 0)
    result[column] = loudest
  }
  return result
}

/** @param waveformUrl the server's file, if it made one. @param clipUrl what is decoded where it did not
 *  @returns undefined where neither can be had: the editor works without */
export async function loadPeaks(
  waveformUrl: string | null,
  clipUrl: string | undefined,
  signal: AbortSignal,
): Promise<Peaks | undefined> {
  if (waveformUrl !== null) {
    const made = await fetchWaveform(waveformUrl, signal)
    if (made || signal.aborted) return made
  }
  return clipUrl === undefined ? undefined : decodePeaks(clipUrl, signal)
}

/** Speech is legible at 8 kHz: an hour of a louder rate would not fit into a phone's memory. */
async function decodePeaks(url: string, signal: AbortSignal): Promise<Peaks | undefined> {
  try {
    const reply = await fetch(url, { signal })
    if (!reply.ok) return undefined
    const context = new OfflineAudioContext(1, 1, 8000)
    const sound = await context.decodeAudioData(await reply.arrayBuffer())
    const channels = Array.from({ length: sound.numberOfChannels }, (_, at) => sound.getChannelData(at))
    return peaksOf(channels, sound.sampleRate)
  } catch {
    // A clip without sound, or a browser that can't decode it.
    return undefined
  }
}
