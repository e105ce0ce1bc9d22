/** Viewers who page through a made-up stage, and what the rules say about what they were offered. Used by the test and, at
 *  full size, by `npm run bench -- rules`. */
import type { Db } from '../../../platform/db/index.ts'
import { mulberry32 } from '../../../platform/random.ts'
import { fakeClock } from '../../../platform/testing/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import type { Clip } from '../catalogue.ts'
import type { Feed } from '../index.ts'
import { aClip, openFeed, readSlots } from '../testing.ts'

export interface Stage {
  readonly feed: Feed
  readonly wishes: Map<string, Wishes>
  readonly clips: ReadonlyMap<string, Clip>
  readonly random: () => number
}

const topics = 40
const words = ['hujan', 'senja', 'pasar', 'kopi', 'bola', 'resep', 'motor', 'kucing', 'sawah', 'konser']

/** Few creators post most, few sounds and topics are in most clips: the rules have something to hold against. */
function aCrowdedClip(n: number, random: () => number): Clip {
  const skewed = (size: number): number => Math.floor(size * random() ** 2)
  const owner = skewed(300)
  const tags = [...new Set(Array.from({ length: 1 + skewed(3) }, () => `topik${skewed(topics)}`))]
  const said = words[skewed(words.length)] ?? ''
  return aClip(n, {
    owner: aClip(owner).owner,
    tags,
    caption: `Klip ${n} tentang ${said} ${tags.map((tag) => `#${tag}`).join(' ')}`,
    ...(random() < 0.6 ? { sound: { id: aClip(10_000 + skewed(150)).id } } : {}),
  })
}

export async function aStage(db: Db, options: { clips: number; seed: number }): Promise<Stage> {
  const random = mulberry32(options.seed)
  const clips = Array.from({ length: options.clips }, (_, n) => aCrowdedClip(n, random))
  const counts = new Map(
    clips.map(({ id }) => [
      id,
      { views: Math.floor(5_000 * random() ** 4), likes: Math.floor(200 * random() ** 4) },
    ]),
  )
  const wishes = new Map<string, Wishes>()
  const feed = await openFeed(clips, {
    db,
    clock: fakeClock('2026-08-22T03:00:00Z'),
    random,
    countsOf: async () => counts,
    wishesOf: (viewer) => wishes.get(viewer) ?? noWishes,
  })
  return { feed, wishes, clips: new Map(clips.map((clip) => [clip.id, clip])), random }
}

export interface Offered {
  readonly clip: Clip
  readonly source: string
}

async function watchPages(stage: Stage, viewerKey: string, pages: number): Promise<Offered[]> {
  const offered: Offered[] = []
  for (let page = 0; page < pages; page++) {
    for (const { video, source } of await readSlots(stage.feed, viewerKey)) {
      const clip = stage.clips.get(video.id)
      if (clip) offered.push({ clip, source })
    }
  }
  return offered
}

interface Breaks {
  adjacentCreator: number
  adjacentSound: number
  crowdedCreator: number
  crowdedSound: number
  crowdedTag: number
  untried: number
  repeated: number
}

export const noBreaks = (): Breaks => ({
  adjacentCreator: 0,
  adjacentSound: 0,
  crowdedCreator: 0,
  crowdedSound: 0,
  crowdedTag: 0,
  untried: 0,
  repeated: 0,
})

/** Counted from the rules' own words, by none of the code that keeps them. */
function countBreaks(feed: readonly Offered[], into: Breaks): void {
  const sameIn = (from: number, of: (clip: Clip) => readonly string[], clip: Clip): number =>
    Math.max(
      0,
      ...of(clip).map(
        (one) => feed.slice(Math.max(0, from), at).filter((slot) => of(slot.clip).includes(one)).length,
      ),
    )
  const owner = (clip: Clip): string[] => [clip.owner.id]
  const sound = (clip: Clip): string[] => (clip.sound ? [clip.sound.id] : [])
  const tags = (clip: Clip): readonly string[] => clip.tags
  let at = 0
  for (; at < feed.length; at++) {
    const slot = feed[at]
    if (!slot) continue
    const { clip } = slot
    if (sameIn(at - 1, owner, clip) > 0) into.adjacentCreator++
    if (sameIn(at - 1, sound, clip) > 0) into.adjacentSound++
    if (sameIn(at - 19, owner, clip) > 1) into.crowdedCreator++
    if (sameIn(at - 19, sound, clip) > 1) into.crowdedSound++
    if (sameIn(at - 9, tags, clip) > 3) into.crowdedTag++
    if (feed.slice(0, at).some((before) => before.clip.id === clip.id)) into.repeated++
    const last20 = feed.slice(at - 19, at + 1)
    if (at >= 19 && !last20.some(({ source }) => source === 'fresh')) into.untried++
  }
}

/** Topics that are in many clips: what people tire of. */
const aTopic = (random: () => number): string => `topik${Math.floor(4 * random())}`
const someWords = (random: () => number): string[] => words.filter(() => random() < 0.3)

/** Whether a person would read the word in it. */
export const says = ({ caption, tags }: Clip, word: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'iu').test(`${caption} ${tags.join(' ')}`)

export interface Outcome {
  readonly feeds: number
  readonly slots: number
  readonly breaks: Breaks
  /** The same clips in an order that dice gave. */
  readonly shuffled: Breaks
  readonly muted: number
  /** Slots of the topic in the fifty before, and in the fifty after, the viewer said "not interested". */
  readonly topicBefore: number
  readonly topicAfter: number
}

/** Each viewer sees fifty slots, says what they are not interested in, and sees fifty more; words are muted throughout. */
export async function simulateFeeds(stage: Stage, feeds: number): Promise<Outcome> {
  const { random, wishes } = stage
  const outcome = { slots: 0, muted: 0, topicBefore: 0, topicAfter: 0 }
  const breaks = noBreaks()
  const shuffled = noBreaks()
  for (let n = 0; n < feeds; n++) {
    const viewer = `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
    const muted = someWords(random)
    const topic = aTopic(random)
    wishes.set(viewer, { ...noWishes, version: 1, words: muted })
    const before = await watchPages(stage, viewer, 5)
    wishes.set(viewer, { ...noWishes, version: 2, words: muted, tags: new Set([topic]) })
    const after = await watchPages(stage, viewer, 5)
    wishes.delete(viewer)
    const all = [...before, ...after]
    outcome.slots += all.length
    countBreaks(all, breaks)
    countBreaks(
      all
        .map((slot) => ({ slot, dice: random() }))
        .sort((a, b) => a.dice - b.dice)
        .map(({ slot }) => slot),
      shuffled,
    )
    const ofTopic = (slots: readonly Offered[]): number =>
      slots.filter(({ clip }) => clip.tags.includes(topic)).length
    outcome.topicBefore += ofTopic(before)
    outcome.topicAfter += ofTopic(after)
    outcome.muted += all.filter(({ clip }) => muted.some((word) => says(clip, word))).length
  }
  return { feeds, ...outcome, breaks, shuffled }
}
