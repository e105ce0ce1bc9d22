/** Why a clip was offered: its source, what made its score, and how likely it was. */
import type { Words } from '../../../platform/contract.ts'
import type { Family } from '../score/ranker.ts'
import type { Source } from '../sources/source.ts'
import type { Recent } from '../viewers.ts'

type Lang = 'id' | 'en'

export interface Reason {
  readonly videoId: string
  readonly source: string
  /** The source's reason, in a sentence. */
  readonly text: string
  /** It stands in a place that is set apart for clips to be tried out: the score had no say. */
  readonly isTrial: boolean
  /** The propensity, 0–1. */
  readonly chance: number
  /** What each family of the ranker added, as it was when the slot was made; they sum to the score. */
  readonly parts: { readonly family: string; readonly text: string; readonly points: number }[]
  readonly score: number
}

const asked: Words = { en: 'You opened it yourself.', id: 'Kamu sendiri yang membukanya.' }

export function explainSlot(
  slot: Recent,
  how: { readonly sources: readonly Source[]; readonly families: readonly Family[]; readonly lang: Lang },
): Reason {
  const { videoId, source, isTrial, propensity } = slot
  const why = how.sources.find((one) => one.name === source)?.why ?? asked
  const parts = slot.parts.flatMap((points, at) => {
    const family = how.families[at]
    // What added nothing needs no word.
    return family && points !== 0 ? [{ family: family.name, text: family.words[how.lang], points }] : []
  })
  const score = slot.parts.reduce((sum, points) => sum + points, 0)
  return { videoId, source, text: why[how.lang], isTrial, chance: propensity, parts, score }
}
