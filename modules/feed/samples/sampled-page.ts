/** A page with all that it takes to say how likely another version of the settings would have made it, and nothing that
 *  leads to anybody: no viewer, no clip, no ticket. Creators, sounds and tags are numbered anew on each page. */
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { z } from 'zod'
import { type Outcome, readSnapshot, writeSnapshot } from '../../recommend/index.ts'
import { zSettings } from '../../tuning/contract.ts'
import type { FeedSettings } from '../../tuning/index.ts'
import type { DrawnPage } from '../pipeline.ts'
import type { Drawn, Placeable } from '../rerank/field.ts'
import type { Traits } from '../traits.ts'

/** What came of a slot. */
export type Came = Pick<Outcome, 'watchedMs' | 'finished' | 'skipped' | 'unwanted'>

export interface SampledDraw extends Drawn {
  /** P(this clip | the draws before it) when it was drawn, by dice of the page alone. */
  readonly chance: number
  /** undefined: nobody came as far. */
  readonly came: Came | undefined
}

export interface SampledPage {
  /** Under which it was drawn. */
  readonly settings: FeedSettings
  readonly sinceTrial: number
  readonly recent: readonly { readonly traits: Traits }[]
  /** Of each slot that the candidates were compared with, the oldest first: how near each of them lay; empty where nothing was
   *  known. */
  readonly nearness: Uint8Array
  readonly candidates: readonly Placeable[]
  readonly scores: Float32Array
  /** What the weights count in each candidate; empty where nothing was learned. */
  readonly answers: Float32Array
  readonly draws: readonly SampledDraw[]
}

/** @param came what became of the first draws, in their order; those beyond were not offered */
export function sampledPage(drawn: DrawnPage, came: readonly (Came | undefined)[]): SampledPage {
  const { tuned, recent, sinceTrial, candidates, scores, answers, nearness, placed } = drawn
  const local = renumber()
  return {
    // What else is known of a viewer's settings, which arm they are in, has no place here.
    settings: { weights: tuned.weights, rules: tuned.rules },
    sinceTrial,
    recent: recent.map(({ traits }) => ({ traits: local(traits) })),
    nearness: flat(nearness, candidates.length),
    candidates: candidates.map(({ entry, trial }) => ({ entry: { traits: local(entry.traits) }, trial })),
    scores: Float32Array.from(scores),
    answers,
    draws: placed.slice(0, came.length).map(({ at, isTrial, propensity, candidate }, place) => ({
      at,
      isTrial,
      chance: propensity / candidate.listed,
      came: came[place],
    })),
  }
}

/** Row after row, and on to a multiple of four; what is not known is near nothing. */
function flat(rows: DrawnPage['nearness'], length: number): Uint8Array {
  const all = new Uint8Array(4 * Math.ceil((rows.length * length) / 4))
  for (const [at, row] of rows.entries()) if (row) all.set(row, at * length)
  return all
}

function renumber(): (traits: Traits) => Traits {
  const numbers = new Map<number, number>()
  const numberOf = (before: number): number => {
    const number = numbers.get(before) ?? numbers.size + 1
    numbers.set(before, number)
    return number
  }
  return ({ owner, sound, tags }) =>
    traitsFrom(numberOf(owner), sound === 0 ? 0 : numberOf(sound), tags.map(numberOf))
}

const traitsFrom = (owner: number, sound: number, tags: readonly number[]): Traits => ({
  owner,
  sound,
  tags,
  tagBits: tags.reduce((bits, tag) => bits | (1 << (tag % 31)), 0),
  topics: [],
})

const kind = 'page'
const zHeader = z.object({ settings: zSettings, sinceTrial: z.number() })

const pressed = promisify(zstdCompress)
const loosened = promisify(zstdDecompress)

export function packPage(page: SampledPage): Promise<Uint8Array> {
  const { settings, sinceTrial, recent, nearness, candidates, scores, answers, draws } = page
  return pressed(
    writeSnapshot({
      kind,
      settings: { settings, sinceTrial },
      arrays: {
        recent: Uint32Array.from(recent.flatMap(({ traits }) => numbersOf(traits, false))),
        candidates: Uint32Array.from(
          candidates.flatMap(({ entry, trial }) => numbersOf(entry.traits, trial !== undefined)),
        ),
        scores,
        answers,
        nearness: new Uint32Array(nearness.buffer, nearness.byteOffset, nearness.length / 4),
        draws: Uint32Array.from(
          draws.flatMap(({ at, isTrial, came }) => [
            at,
            Number(isTrial),
            Number(came !== undefined),
            Math.round(came?.watchedMs ?? 0),
            Number(came?.finished ?? false),
            Number(came?.skipped ?? false),
            Number(came?.unwanted ?? false),
          ]),
        ),
        chances: Float32Array.from(draws, ({ chance }) => chance),
      },
    }),
  )
}
const drawNumbers = 7

/** @returns undefined for what is no page, not as it was written, or of another code */
export async function unpackPage(bytes: Uint8Array): Promise<SampledPage | undefined> {
  const read = readSnapshot(await loosened(bytes).catch(() => new Uint8Array(0)))
  if (!read.ok || read.snapshot.kind !== kind) return undefined
  const { data } = zHeader.safeParse(read.snapshot.settings)
  const { recent, nearness, candidates, scores, answers, draws, chances } = read.snapshot.arrays
  if (!data || !recent || !candidates || !draws || !chances) return undefined
  if (!(scores instanceof Float32Array) || !(answers instanceof Float32Array)) return undefined
  if (!(nearness instanceof Uint32Array)) return undefined
  return {
    ...data,
    recent: readTraits(recent).map(({ traits }) => ({ traits })),
    nearness: new Uint8Array(nearness.buffer, nearness.byteOffset, nearness.byteLength),
    candidates: readTraits(candidates).map(({ traits, isTried }) => ({
      entry: { traits },
      trial: isTried ? 'trial' : undefined,
    })),
    scores,
    answers,
    draws: Array.from(chances, (chance, place) => {
      const [at = 0, isTrial, isKnown, watchedMs = 0, finished, skipped, unwanted] = draws.subarray(
        place * drawNumbers,
        (place + 1) * drawNumbers,
      )
      return {
        at,
        isTrial: isTrial === 1,
        chance,
        came:
          isKnown === 1
            ? { watchedMs, finished: finished === 1, skipped: skipped === 1, unwanted: unwanted === 1 }
            : undefined,
      }
    }),
  }
}

const numbersOf = ({ owner, sound, tags }: Traits, isTried: boolean): number[] => [
  owner,
  sound,
  Number(isTried),
  tags.length,
  ...tags,
]

function readTraits(numbers: ArrayLike<number>): { traits: Traits; isTried: boolean }[] {
  const all: { traits: Traits; isTried: boolean }[] = []
  for (let at = 0; at < numbers.length; ) {
    const tagCount = numbers[at + 3] ?? 0
    const tags = Array.from({ length: tagCount }, (_, tag) => numbers[at + 4 + tag] ?? 0)
    all.push({
      traits: traitsFrom(numbers[at] ?? 0, numbers[at + 1] ?? 0, tags),
      isTried: numbers[at + 2] === 1,
    })
    at += 4 + tagCount
  }
  return all
}
