/** What the rules of a feed look at in a clip, as small numbers: two are compared in one instruction, and a count of each
 *  is a place in an array. */
import { foldWords } from '../tastes/index.ts'

export interface Traits {
  readonly owner: number
  /** 0: a sound that is its own alone. */
  readonly sound: number
  readonly tags: readonly number[]
  /** A bit for each tag, some sharing one: without a bit in common there is no tag in common. */
  readonly tagBits: number
  /** Its tags as wishes name them: lower case, without accents. */
  readonly topics: readonly string[]
}

/** What traits are read from. */
export interface Traced {
  readonly owner: { readonly id: string }
  readonly sound?: { readonly id: string } | undefined
  readonly tags: readonly string[]
}

export interface Numbering {
  /** The same creator, sound or tag has the same number as long as this process runs. */
  of(clip: Traced): Traits
  /** Zeros, a place for each number so far: to count in, within one turn of the event loop. Whoever does leaves zeros. */
  tally(): Uint8Array
}

export function createNumbering(): Numbering {
  const numbers = new Map<string, number>()
  let tally = new Uint8Array(1_024)
  const numberOf = (name: string): number => {
    let number = numbers.get(name)
    if (number === undefined) {
      number = numbers.size + 1
      numbers.set(name, number)
    }
    return number
  }
  return {
    of({ owner, sound, tags }) {
      const topics = [...new Set(tags.map(foldWords))]
      const tagNumbers = topics.map((topic) => numberOf(`tag ${topic}`))
      return {
        owner: numberOf(owner.id),
        sound: sound ? numberOf(`sound ${sound.id}`) : 0,
        tags: tagNumbers,
        tagBits: tagNumbers.reduce((bits, tag) => bits | (1 << (tag % 31)), 0),
        topics,
      }
    },
    tally() {
      if (tally.length <= numbers.size) tally = new Uint8Array(2 * numbers.size + 1)
      return tally
    },
  }
}
