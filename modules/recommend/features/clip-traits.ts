/** A clip's facts as the numbers that features are made of. */
import { hashText } from '../models/hashing.ts'
import type { ClipFacts } from '../retrieval/clips.ts'
import type { ClipTraits } from './features.ts'

export function traitsOf(facts: ClipFacts): ClipTraits {
  const { id, ownerId, soundId, tags, langs, durationMs, createdMs } = facts
  const [tag = '', secondTag = ''] = tags
  return {
    clip: hashText(id),
    owner: hashText(ownerId),
    // One that is its own alone is like no other.
    sound: hashText(soundId ?? id),
    tag: hashText(tag),
    secondTag: hashText(secondTag),
    form: hashText(langs.join(' ')),
    size: tags.length,
    durationMs,
    postedMs: createdMs,
  }
}

/** A viewer since their feed was last reset: what was known of them before belongs to somebody else. */
export const viewerOf = (viewerKey: string, epochMs: number): number => hashText(`${viewerKey} ${epochMs}`)
