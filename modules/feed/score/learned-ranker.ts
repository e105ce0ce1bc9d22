/** Scores by what was learned from what people watched, with what a viewer said of creators and topics, and how new a clip
 *  is. Until enough was learned, the ranker that does not learn serves, and a page costs what it costs there. */
import {
  counted,
  type LearnedFamily,
  learnedFamilies,
  type LearnedScores,
  nobody,
  type RankedClip,
  traitsOf,
  viewerOf,
} from '../../recommend/index.ts'
import type { Words } from '../../../platform/contract.ts'
import { factsOf } from '../clip-facts.ts'
import type { Entry } from '../catalogue.ts'
import type { KnownRanker } from './known-ranker.ts'
import type { Family, Ranker } from './ranker.ts'

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

/** Takes the place of the one that does not learn as soon as enough was learned. By how well a clip does, the latter guesses
 *  what is known here. */
export const learnedRanker =
  (learned: Learned) =>
  (known: KnownRanker): Ranker => {
    const own = learnedFamilies.map((name): Family => ({ name, words: words[name] }))
    const families = [...known.families, ...own]
    const parts = new Float64Array(own.length)
    const nothing = own.map(() => 0)

    return {
      families,
      get version() {
        return learned.ranker()?.version ?? known.version
      },
      get answers() {
        return learned.ranker() ? counted.length : 0
      },
      score(request, candidates, answers) {
        const ranker = learned.ranker()
        if (!ranker) {
          const { scores, partsOf } = known.score(request, candidates)
          return { scores, partsOf: (at) => [...partsOf(at), ...nothing] }
        }
        const { scores, partsOf } = known.scoreWithoutPopularity(request, candidates)
        const { viewerKey, wishes, nowMs } = request
        const rows = candidates.map(({ entry }) => (entry.ranked ??= rankedOf(entry)))
        const isPersonal = wishes.personalised
        const affinities = new Float64Array(rows.length)
        if (isPersonal) ranker.affinitiesOf(viewerKey, rows, affinities)
        ranker.score(
          {
            viewer: isPersonal ? viewerOf(viewerKey, wishes.epoch?.getTime() ?? 0) : nobody,
            weights: request.tuned.weights,
            hour: ranker.hourOf(nowMs),
            nowMs,
            affinities,
          },
          rows,
          scores,
          answers,
        )
        return {
          scores,
          partsOf(at) {
            const row = rows[at]
            if (row) ranker.explain(at, row, parts)
            return [...partsOf(at), ...parts]
          },
        }
      },
    }
  }

const rankedOf = ({ number, clip }: Entry): RankedClip => ({ number, traits: traitsOf(factsOf(clip)) })
