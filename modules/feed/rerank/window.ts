/** The hard rules of a feed, counted over the slots before a place: never the same creator or sound twice in a row, only so
 *  many of a creator and of a sound in twenty, and of a tag in ten, as operators have set (two, two and four unless told).
 *
 *  Where no candidate keeps them all, tags give way first, then sounds, then creators, each count before its row. */
import { defaultSettings, type FeedRules } from '../../tuning/index.ts'
import type { Numbering, Traits } from '../traits.ts'

export const windowSlots = 20
const tagSlots = 10

/** How many of one there may be in a window. */
export type WindowRules = Pick<FeedRules, 'perCreatorIn20' | 'perSoundIn20' | 'perTagIn10'>

/** What must give way for a clip to stand at the next place; 0 is nothing. */
export const breaks = { none: 0, tags: 1, soundCount: 2, soundRow: 3, ownerCount: 4, ownerRow: 5 } as const
type Break = (typeof breaks)[keyof typeof breaks]

export interface Window {
  breakOf(traits: Traits): Break
  push(traits: Traits): void
  /** Leaves the counts empty for the next page. */
  close(): void
}

/** Only one may be open at a time, within one turn of the event loop: they count in the same array. */
export function openWindow(
  numbering: Pick<Numbering, 'tally'>,
  recent: readonly { readonly traits: Traits }[],
  { perCreatorIn20, perSoundIn20, perTagIn10 }: WindowRules = defaultSettings.rules,
): Window {
  const counts = numbering.tally()
  const slots: Traits[] = []
  /** Tags that have had their share. */
  let crowded = 0
  let lastOwner = 0
  let lastSound = 0
  const countTags = (traits: Traits | undefined, by: 1 | -1): void => {
    if (traits === undefined) return
    for (let at = 0; at < traits.tags.length; at++) {
      const tag = traits.tags[at] ?? 0
      const before = counts[tag] ?? 0
      counts[tag] = before + by
      if (Math.max(before, before + by) === perTagIn10) crowded += by
    }
  }
  const push = (traits: Traits): void => {
    lastOwner = traits.owner
    lastSound = traits.sound
    slots.push(traits)
    countShare(counts, traits, 1)
    countTags(traits, 1)
    countShare(counts, slots[slots.length - windowSlots], -1)
    countTags(slots[slots.length - tagSlots], -1)
  }
  for (const slot of recent) push(slot.traits)

  return {
    push,
    breakOf({ owner, sound, tags }) {
      if (lastOwner === owner) return breaks.ownerRow
      if ((counts[owner] ?? 0) >= perCreatorIn20) return breaks.ownerCount
      if (sound !== 0) {
        if (lastSound === sound) return breaks.soundRow
        if ((counts[sound] ?? 0) >= perSoundIn20) return breaks.soundCount
      }
      if (crowded === 0) return breaks.none
      for (let at = 0; at < tags.length; at++)
        if ((counts[tags[at] ?? 0] ?? 0) >= perTagIn10) return breaks.tags
      return breaks.none
    },
    close() {
      for (const traits of slots.slice(1 - windowSlots)) countShare(counts, traits, -1)
      for (const traits of slots.slice(1 - tagSlots)) countTags(traits, -1)
    },
  }
}

/** Into a tally: one more, or one fewer, of the creator and of the sound. */
export function countShare(tally: Uint8Array, traits: Traits | undefined, by: 1 | -1): void {
  if (traits === undefined) return
  tally[traits.owner] = (tally[traits.owner] ?? 0) + by
  if (traits.sound !== 0) tally[traits.sound] = (tally[traits.sound] ?? 0) + by
}
