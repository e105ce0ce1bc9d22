/** The clips that retrieval may bring, each with its place among the vectors and with what is known before anybody
 *  watched it: tags, sound, creator, languages, and what it looks and sounds like. What a page asks of hundreds of them
 *  lies in arrays beside them. */
import { createPlaces } from '../../../platform/places.ts'
import { attributesOfFeel, type ClipFeel, feelAttributes } from './feel-attributes.ts'

export interface ClipFacts {
  readonly id: string
  readonly ownerId: string
  readonly soundId: string | undefined
  readonly tags: readonly string[]
  /** Of its captions. */
  readonly langs: readonly string[]
  readonly durationMs: number
  readonly createdMs: number
  readonly feel?: ClipFeel | undefined
}

export interface KnownClip {
  readonly videoId: string
  /** What whoever offers it knows it by: small, and no other clip's. */
  number: number
  /** Its place among the vectors, given to another when it is gone; -1: it is gone. */
  slot: number
  /** No other clip has it, and this one has another after each change. */
  revision: number
  durationMs: number
  createdMs: number
  /** Numbers of its feel, tags, sound, creator and languages. */
  attributes: readonly number[]
  maker: number
  /** 0: a sound of its own alone. */
  sound: number
}

export interface Clips {
  /** @returns undefined when nothing that retrieval looks at has changed */
  put(facts: ClipFacts, number: number): KnownClip | undefined
  remove(id: string): void
  get(id: string): KnownClip | undefined
  /** -1: nobody's. */
  numberAt(slot: number): number
  /** As {@link KnownClip.revision}; 0: nobody's. */
  revisionAt(slot: number): number
  /** -1: no such clip. */
  slotOf(number: number): number
  /** Newest first, of a creator or of a sound. */
  with(attribute: number): readonly KnownClip[]
  all(): IterableIterator<KnownClip>
  /** Slots that were ever given. */
  readonly slots: number
  /** Attributes so far, numbered from 1. */
  readonly attributes: number
}

export function createClips(): Clips {
  const byId = new Map<string, KnownClip>()
  const [numbersAt, slotsOf, revisionsAt] = [createPlaces(-1), createPlaces(-1), createPlaces(0)]
  const free: number[] = []
  let slots = 0
  let revisions = 0
  const numbers = new Map<string, number>()
  const sharing = new Map<number, KnownClip[]>()
  const numberOf = (kind: string, name: string): number => {
    const key = `${kind} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, feelAttributes + numbers.size + 1)
    return feelAttributes + numbers.size
  }
  const leave = (clip: KnownClip): void => {
    for (const attribute of [clip.maker, clip.sound]) {
      const left = sharing.get(attribute)?.filter((one) => one !== clip)
      if (left && left.length > 0) sharing.set(attribute, left)
      else sharing.delete(attribute)
    }
  }
  const join = (clip: KnownClip): void => {
    for (const attribute of [clip.maker, clip.sound]) {
      if (attribute === 0) continue
      const list = sharing.get(attribute)
      if (!list) {
        sharing.set(attribute, [clip])
        continue
      }
      const place = list.findIndex((one) => one.createdMs < clip.createdMs)
      list.splice(place < 0 ? list.length : place, 0, clip)
    }
  }

  return {
    put(facts, number) {
      const maker = numberOf('creator', facts.ownerId)
      const sound = facts.soundId === undefined ? 0 : numberOf('sound', facts.soundId)
      const attributes = [maker, ...(sound === 0 ? [] : [sound])]
      attributes.push(...attributesOfFeel(facts.durationMs, facts.feel))
      for (const tag of new Set(facts.tags)) attributes.push(numberOf('tag', tag))
      for (const lang of new Set(facts.langs)) attributes.push(numberOf('language', lang))
      const { id, durationMs, createdMs } = facts
      const told = { durationMs, createdMs, attributes, maker, sound, revision: revisions + 1 }
      const known = byId.get(id)
      if (known) {
        const isSame = known.createdMs === createdMs && `${known.attributes}` === `${attributes}`
        known.durationMs = durationMs
        if (known.number !== number) {
          slotsOf.set(known.number, -1)
          slotsOf.set(number, known.slot)
          numbersAt.set(known.slot, number)
          known.number = number
        }
        if (isSame) return undefined
        revisions++
        leave(known)
        Object.assign(known, told)
        revisionsAt.set(known.slot, known.revision)
        join(known)
        return known
      }
      revisions++
      const clip = { videoId: id, number, slot: free.pop() ?? slots++, ...told }
      byId.set(id, clip)
      numbersAt.set(clip.slot, number)
      revisionsAt.set(clip.slot, clip.revision)
      slotsOf.set(number, clip.slot)
      join(clip)
      return clip
    },
    remove(id) {
      const clip = byId.get(id)
      if (!clip) return
      byId.delete(id)
      leave(clip)
      numbersAt.set(clip.slot, -1)
      revisionsAt.set(clip.slot, 0)
      slotsOf.set(clip.number, -1)
      free.push(clip.slot)
      clip.slot = -1
    },
    get: (id) => byId.get(id),
    numberAt: numbersAt.at,
    revisionAt: revisionsAt.at,
    slotOf: slotsOf.at,
    with: (attribute) => sharing.get(attribute) ?? [],
    all: () => byId.values(),
    get slots() {
      return slots
    },
    get attributes() {
      return feelAttributes + numbers.size
    },
  }
}
