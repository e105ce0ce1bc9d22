/** The first hearing as it is served, over a made-up stage: the real book, fed with votes as the real counting feeds it. */
import { type Book, createBook, type Entry } from '../../modules/hearing/book.ts'
import { guaranteeOf } from '../../modules/hearing/guarantee.ts'
import { hearingConfig } from '../../modules/hearing/index.ts'
import { matchByWords } from '../../modules/hearing/match.ts'
import { addVote, noTally } from '../../modules/hearing/tally.ts'
import type { Watch } from '../../apps/demo/people.ts'
import { type Clip, dayMs, type World } from './world.ts'

export interface FirstHearing extends Pick<Book, 'draw' | 'offered'> {
  readonly guarantee: number
  begin(clip: Clip): void
  vote(clip: Clip, watch: Watch, atMs: number): void
  /** Takes in what was counted, as each process does every few seconds. */
  settle(nowMs: number): void
}

export const idOf = (clip: Clip): string =>
  `00000000-0000-7000-8000-${clip.number.toString(16).padStart(12, '0')}`
export const tagOf = (topic: number): string => `topik${topic}`
export const creatorIdOf = (creator: number): string =>
  `00000000-0000-7000-9000-${creator.toString(16).padStart(12, '0')}`

/** Views that `perMille` of the slots lets promise. */
export const promisedBy = ({ options: { viewers, slots, uploads } }: World, perMille: number): number => {
  const { LEAST: least, MOST: most } = hearingConfig.defaults()
  return guaranteeOf({ perMille, slots: viewers * slots, uploads }, { least, most })
}

export function createFirstHearing(world: World, perMille: number): FirstHearing {
  const { viewers, slots } = world.options
  const guarantee = promisedBy(world, perMille)
  const book = createBook({ match: matchByWords, youngVotes: hearingConfig.defaults().YOUNG_VOTES })
  const entries = new Map<string, Entry>()
  const slotsPerMs = (perMille * viewers * slots) / 1000 / dayMs

  return {
    guarantee,
    draw: book.draw,
    offered: book.offered,
    begin(clip) {
      entries.set(idOf(clip), {
        videoId: idOf(clip),
        ownerId: creatorIdOf(clip.creator),
        tags: [tagOf(clip.topic)],
        lang: 'id',
        begunMs: clip.atMs,
        deadlineMs: clip.atMs + dayMs,
        guarantee,
        served: 0,
        tally: noTally,
      })
    },
    vote(clip, { finished, liked }, atMs) {
      const entry = entries.get(idOf(clip))
      if (!entry) return
      const change = { votes: 1, finished: finished ? 1 : 0, liked: liked ? 1 : 0 } as const
      const tally = addVote(entry.tally, change, false, atMs - entry.begunMs)
      entries.set(idOf(clip), { ...entry, served: entry.served + 1, tally })
    },
    settle(nowMs) {
      for (const entry of entries.values()) book.put(entry)
      book.settle(nowMs, slotsPerMs)
    },
  }
}
