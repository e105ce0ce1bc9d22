/** A sound or another's clip, played while a take is recorded, so that both lie at the same place in the clip. */
import type { Along } from './shoot.svelte.ts'

/** @param startMs what of the material is heard at the beginning of the clip */
export function playAlong(media: HTMLMediaElement, startMs = 0): Along {
  media.preservesPitch = true
  return {
    play(atMs, rate) {
      const at = (startMs + atMs) / 1000
      if (Number.isFinite(media.duration) && at >= media.duration) return
      media.currentTime = at
      media.playbackRate = rate
      void media.play().catch(() => {})
    },
    pause() {
      media.pause()
    },
  }
}

export const together = (...all: readonly (Along | undefined)[]): Along => ({
  play: (atMs, rate) => {
    for (const one of all) one?.play(atMs, rate)
  },
  pause: () => {
    for (const one of all) one?.pause()
  },
})
