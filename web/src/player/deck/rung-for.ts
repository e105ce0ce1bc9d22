/** Which file of a clip this device plays now. */
import type { Slot } from '#api/routes.ts'
import { chooseRung } from './choose-rung.ts'
import { saver } from './saver.svelte.ts'
import { throughput } from './throughput.ts'

export type SlotRung = Slot['video']['renditions'][number]

/** @param av1 whether this device decodes AV1 without effort */
export function rungFor({ video }: Slot, av1 = false): SlotRung | undefined {
  const height = Math.min(innerHeight, (innerWidth * video.height) / Math.max(1, video.width))
  const width = Math.min(innerWidth, (innerHeight * video.width) / Math.max(1, video.height))
  return chooseRung(
    video.renditions.filter((rung) => av1 || !rung.codec),
    {
      bitsPerSecond: throughput.bitsPerSecond,
      shortEdgePx: Math.min(width, height) * devicePixelRatio,
      saveData: saver.on,
    },
  )
}

/** The next lighter one; a clip keeps its way of coding where it can. */
export function lowerRung({ video }: Slot, now: SlotRung): SlotRung | undefined {
  const lighter = video.renditions.filter((rung) => rung.bitrate < now.bitrate)
  const same = lighter.filter((rung) => rung.codec === now.codec)
  const from = same.length > 0 ? same : lighter.filter((rung) => !rung.codec)
  return from.toSorted((a, b) => b.bitrate - a.bitrate)[0]
}

/** Clips are equally loud: one that is louder than it should be is turned down. Turning up would need a limiter. */
export function level(video: HTMLVideoElement, { bitrate, gainDb = 0 }: SlotRung): void {
  video.volume = Math.min(1, 10 ** (gainDb / 20))
  video.dataset.bitrate = `${bitrate}`
  video.dataset.since = `${performance.now()}`
}
