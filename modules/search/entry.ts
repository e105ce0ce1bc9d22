/** What the index holds of a thing. Pure. */
import { createHash } from 'node:crypto'
import type { Account } from '../identity/index.ts'
import type { Sound } from '../sounds/index.ts'
import type { Published } from '../videos/index.ts'
import { fold, nameOf, wordsOf } from './fold.ts'

export type Kind = 'person' | 'clip' | 'tag' | 'sound'

/** How much a word says about the thing, as ts_rank weighs it: A 1, B .4, C .2, D .1. */
type Weight = 'A' | 'B' | 'C' | 'D'

export interface Entry {
  readonly kind: Exclude<Kind, 'tag'>
  readonly key: string
  readonly exact: string
  readonly words: readonly string[]
  /** One a word. */
  readonly weights: readonly Weight[]
  readonly ownerId: string | null
  readonly soundId: string | null
  readonly tags: readonly string[]
  readonly langs: readonly string[]
  /** Days since 1970; 0 for what does not age. */
  readonly fresh: number
}

const wordsMax = 300
const dayMs = 86_400_000

function weighed(parts: readonly (readonly [Weight, string])[]): Pick<Entry, 'words' | 'weights'> {
  const words: string[] = []
  const weights: Weight[] = []
  for (const [weight, text] of parts)
    for (const word of wordsOf(text, wordsMax - words.length)) {
      words.push(word)
      weights.push(weight)
    }
  return { words, weights }
}

/** A handle is found whole, by its parts, and by its parts written as one word. */
const handleParts = (handle: string): string => `${handle} ${handle.replace(/[._]/g, '')}`
const nothingElse = { ownerId: null, soundId: null, tags: [], langs: [], fresh: 0 } as const

export const entryOfPerson = (account: Account): Entry => ({
  ...nothingElse,
  kind: 'person',
  key: account.id,
  exact: account.handle,
  ...weighed([
    ['A', handleParts(account.handle)],
    ['B', account.displayName],
    ['C', account.bio],
  ]),
})

export const entryOfSound = (sound: Sound): Entry => ({
  ...nothingElse,
  kind: 'sound',
  key: sound.id,
  exact: nameOf(sound.title),
  ...weighed([
    ['A', sound.title],
    ['B', sound.artist],
  ]),
  ownerId: sound.ownerId,
})

export const entryOfClip = (
  video: Published,
  about: { handle: string; sound: Pick<Sound, 'title' | 'artist'> | undefined; langs: readonly string[] },
): Entry => ({
  kind: 'clip',
  key: video.id,
  exact: '',
  ...weighed([
    ['A', video.tags.map((tag) => `${tag} ${tag.replaceAll('_', '')}`).join(' ')],
    ['B', video.caption],
    ['C', about.sound ? `${about.sound.title} ${about.sound.artist}` : ''],
    ['D', handleParts(about.handle)],
  ]),
  ownerId: video.ownerId,
  soundId: video.sound?.soundId ?? null,
  tags: video.tags,
  langs: about.langs,
  fresh: video.publishedAt.getTime() / dayMs,
})

/** A tag as an entry of its own. */
export const partsOfTag = (tag: string): { exact: string; words: string[]; weights: Weight[] } => {
  const words = [...new Set([...wordsOf(tag, wordsMax), ...wordsOf(tag.replaceAll('_', ''), 1)])]
  return { exact: fold(tag), words, weights: words.map(() => 'A') }
}

export const hashOf = (entry: Entry): string =>
  createHash('sha256').update(JSON.stringify(entry)).digest('base64url').slice(0, 22)

/** Its words as they are written, each once. */
export const speltBy = (entry: Pick<Entry, 'words'>): string[] => [...new Set(entry.words)]

/** Twice as popular is one more. @param count of whatever shows it: views, likes, followers, clips */
export const stepsOf = (count: number): number => Math.floor(Math.log2(1 + Math.max(0, count)))
