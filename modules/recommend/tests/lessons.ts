/** Lessons of a made-up stage, and a model that is small. */
import type { Lesson } from '../trainer/learner.ts'
import type { ModelSettings } from '../trainer/model.ts'

export const settings: ModelSettings = {
  features: { viewers: 256, clips: 256, crossed: 1_024 },
  ftrl: { bits: 12, alpha: 0.1, beta: 1, l1: 0.1, l2: 1 },
  mlp: { bits: 8, embedding: 4, hidden: [8, 8], rate: 0.05, seed: 1 },
}

/** Viewers and clips of two kinds: who is of a clip's kind finishes it. */
export function aLesson(n: number, atMs = 1e12 + n * 1_000): Lesson {
  const viewer = n % 7
  const clip = (n * 13) % 40
  const finished = viewer % 2 === clip % 2
  return {
    occasion: {
      viewer: 1_000 + viewer,
      traits: {
        clip: 5_000 + clip,
        owner: 70 + (clip % 5),
        sound: clip % 3,
        tag: 90 + (clip % 2),
        secondTag: 0,
        form: 1,
        size: 1,
        durationMs: 10_000,
        postedMs: 1e12 - 1e9,
      },
      about: [0, 0, 0],
      place: 0,
      hour: 12,
      atMs,
      affinity: 0,
    },
    watchedMs: finished ? 10_000 : 500,
    finished,
    skipped: !finished,
    rewatched: false,
    liked: finished && n % 3 === 0,
    shared: false,
    followed: false,
    unwanted: false,
  }
}
