/** Scores by what was learned from what people watched, with what a viewer said of creators and topics, and how new a clip
 *  is. Until enough was learned, the ranker that does not learn serves, and a page costs what it costs there. */
import {
  counted,
  type LearnedFamily,
  learnedFamilies,
  type LearnedScores,
  nobody,
  traitsOf,
  viewerOf,
} from '../../recommend/index.ts'
import type { Words } from '../../../platform/contract.ts'
import { factsOf } from '../clip-facts.ts'
import type { Entry } from '../catalogue.ts'
import type { KnownRanker } from './known-ranker.ts'
import { type Family, type Ranker, sumRows } from './ranker.ts'

interface Learned {
  /** undefined: not enough was learned. */
  ranker(): LearnedScores | undefined
}

const words: Readonly<Record<LearnedFamily, Words>> = {
  usual: {
    en: 'what people do with any clip this long',
    id: 'yang biasa dilakukan orang dengan klip sepanjang ini',
  },
  clip: { en: 'what others did with this clip', id: 'yang dilakukan orang lain dengan klip ini' },
  creator: {
    en: 'what you and others did with this creator’s clips',
    id: 'yang kamu dan orang lain lakukan dengan klip pembuat ini',
  },
  sound: {
    en: 'what you and others did with this sound',
    id: 'yang kamu dan orang lain lakukan dengan suara ini',
  },
  topic: {
    en: 'what you and others did with this topic',
    id: 'yang kamu dan orang lain lakukan dengan topik ini',
  },
  habits: { en: 'how you usually watch', id: 'kebiasaanmu menonton' },
  moment: {
    en: 'the hour, and how long you have been watching',
    id: 'jam berapa ini dan sudah berapa lama kamu menonton',
  },
  together: { en: 'how all of this goes together', id: 'bagaimana semua ini berpadu' },
}
/** By how well a clip does and by its age the ranker that does not learn guesses what is known here. */
const popularityAt = 0

/** Takes the place of the one that does not learn as soon as enough was learned. */
export const learnedRanker =
  (learned: Learned) =>
  (known: KnownRanker): Ranker => {
    const own = learnedFamilies.map((name): Family => ({ name, words: words[name] }))
    const offset = known.families.length
    const families = [...known.families, ...own]
    const stride = families.length
    const traits = new WeakMap<Entry, Scored>()
    /** The rows in which something learned stands. */
    let filled: Float64Array | undefined

    const scoredOf = (entry: Entry): Scored => {
      let one = traits.get(entry)
      if (!one) {
        one = { number: entry.number, traits: traitsOf(factsOf(entry.clip)) }
        traits.set(entry, one)
      }
      return one
    }
    return {
      families,
      get version() {
        return learned.ranker()?.version ?? known.version
      },
      get answers() {
        return learned.ranker() ? counted.length : 0
      },
      score(request, candidates, parts, answers) {
        const count = candidates.length
        known.fill(request, candidates, parts, stride)
        const scores = learned.ranker()
        if (!scores) {
          // Places that nobody fills are zero, as they were made, unless a page before has left something there.
          if (filled === parts) clear(parts, stride, offset)
          filled = undefined
          return sumRows(parts, count, offset, stride)
        }
        filled = parts
        const { viewerKey, wishes, nowMs } = request
        const rows: Scored[] = []
        for (let row = 0; row < count; row++) {
          const entry = candidates[row]?.entry
          if (entry) rows.push(scoredOf(entry))
          parts[row * stride + popularityAt] = 0
        }
        const isPersonal = wishes.personalised
        const affinities = new Float64Array(count)
        if (isPersonal) scores.affinitiesOf(viewerKey, rows, affinities)
        scores.score(
          {
            viewer: isPersonal ? viewerOf(viewerKey, wishes.epoch?.getTime() ?? 0) : nobody,
            weights: request.tuned.weights,
            hour: scores.hourOf(nowMs),
            nowMs,
            affinities,
          },
          rows,
          parts,
          stride,
          offset,
          answers,
        )
        return sumRows(parts, count, stride, stride)
      },
    }
  }

type Scored = Parameters<LearnedScores['score']>[1][number]

function clear(parts: Float64Array, stride: number, offset: number): void {
  for (let row = 0; row + stride <= parts.length; row += stride) parts.fill(0, row + offset, row + stride)
}
