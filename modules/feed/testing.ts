import { defaultSettings, type FeedSettings } from '../tuning/index.ts'
import type { Catalogue, Clip, ClipCounts } from './catalogue.ts'

/** A clip as the catalogue holds it; `n` makes its id and, unless told, its owner. */
export function aClip(n: number, change: Partial<Clip> = {}): Clip {
  const hex = n.toString(16).padStart(12, '0')
  const id = `00000000-0000-7000-8000-${hex}`
  return {
    id,
    owner: { id: `00000000-0000-7000-9000-${hex}`, handle: `maker${n}`, displayName: `Maker ${n}` },
    caption: `clip ${n}`,
    tags: [],
    durationMs: 10_000,
    width: 720,
    height: 1280,
    posterUrl: null,
    blurhash: null,
    renditions: [{ name: '720', width: 720, height: 1280, bitrate: 1_000_000, url: `/media/${id}/720.mp4` }],
    createdAt: new Date(Date.UTC(2026, 7, 22) - n * 60_000),
    demo: false,
    audience: 'everyone',
    ...change,
  }
}

/** @param trialPercent of a hundred places, those where clips are tried out */
export const settingsTrying = (trialPercent: number): FeedSettings => ({
  ...defaultSettings,
  rules: { ...defaultSettings.rules, trialPercent },
})

/** Looks at the counters of all clips at once. */
export function rescore(catalogue: Catalogue, counts: ReadonlyMap<string, ClipCounts>, now: Date): void {
  const look = catalogue.beginRescore(now)
  look.take(catalogue.fresh, counts)
  look.end()
}
