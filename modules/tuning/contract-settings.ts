/** What the feed's score counts and by which rules its pages are arranged, in the form in which operators set it. */
import { z } from 'zod'
import { inWords, type Words } from '../../platform/contract.ts'

interface Bounds {
  readonly min: number
  readonly max: number
}

const between = ({ min, max }: Bounds): Words => ({
  en: `a number from ${min} to ${max}`,
  id: `angka dari ${min} sampai ${max}`,
})
const wholeBetween = ({ min, max }: Bounds): Words => ({
  en: `a whole number from ${min} to ${max}`,
  id: `bilangan bulat dari ${min} sampai ${max}`,
})
const zBetween = (bounds: Bounds) => {
  const error = inWords(between(bounds))
  return z.number({ error }).min(bounds.min, { error }).max(bounds.max, { error })
}
const zWhole = (bounds: Bounds) => {
  const error = inWords(wholeBetween(bounds))
  return z.int({ error }).min(bounds.min, { error }).max(bounds.max, { error })
}

/** What each field may be. What nobody wants never counts for a clip, and what viewers do for it never counts against it. */
export const weightBounds = {
  finish: { min: 0, max: 10 },
  watch: { min: 0, max: 10 },
  like: { min: 0, max: 20 },
  share: { min: 0, max: 50 },
  follow: { min: 0, max: 50 },
  rewatch: { min: 0, max: 10 },
  unwanted: { min: -500, max: 0 },
  skip: { min: -20, max: 0 },
} as const satisfies Record<string, Bounds>

export const ruleBounds = {
  perCreatorIn20: { min: 1, max: 5 },
  perSoundIn20: { min: 1, max: 5 },
  perTagIn10: { min: 1, max: 10 },
  trialPercent: { min: 0, max: 50 },
  diversity: { min: 0, max: 1 },
} as const satisfies Record<string, Bounds>

/** By the name that a {@link Change} has. */
export const boundsByField: Readonly<Record<string, Bounds & { readonly whole: boolean }>> =
  Object.fromEntries([
    ...Object.entries(weightBounds).map(([name, bounds]) => [`weights.${name}`, { ...bounds, whole: false }]),
    ...Object.entries(ruleBounds).map(([name, bounds]) => [
      `rules.${name}`,
      { ...bounds, whole: name !== 'diversity' },
    ]),
  ])

/** Points that a score gets for what the viewer will do, by the probability of each: `watch` for each 30 s. */
export const zWeights = z.strictObject({
  finish: zBetween(weightBounds.finish),
  watch: zBetween(weightBounds.watch),
  like: zBetween(weightBounds.like),
  share: zBetween(weightBounds.share),
  follow: zBetween(weightBounds.follow),
  rewatch: zBetween(weightBounds.rewatch),
  unwanted: zBetween(weightBounds.unwanted),
  skip: zBetween(weightBounds.skip),
})
export type FeedWeights = Readonly<z.infer<typeof zWeights>>

export const zRules = z.strictObject({
  perCreatorIn20: zWhole(ruleBounds.perCreatorIn20),
  perSoundIn20: zWhole(ruleBounds.perSoundIn20),
  perTagIn10: zWhole(ruleBounds.perTagIn10),
  /** Of a hundred places, those where clips are tried out. */
  trialPercent: zWhole(ruleBounds.trialPercent),
  /** How much a clip that is like the last ones loses: 0 nothing, 1 most. */
  diversity: zBetween(ruleBounds.diversity),
})
export type FeedRules = Readonly<z.infer<typeof zRules>>

export const zSettings = z.strictObject({ weights: zWeights, rules: zRules })
export interface FeedSettings {
  readonly weights: FeedWeights
  readonly rules: FeedRules
}

export const exampleSettings: FeedSettings = {
  weights: {
    finish: 0.3,
    watch: 0.25,
    like: 0.5,
    share: 3,
    follow: 4,
    rewatch: 1,
    unwanted: -40,
    skip: -0.2,
  },
  rules: { perCreatorIn20: 2, perSoundIn20: 2, perTagIn10: 4, trialPercent: 15, diversity: 0.3 },
}

/** Why something is published, tried or ended. */
export const zWhy = z.string().trim().min(3).max(500)

/** One field that differs, `weights.like` or `rules.diversity`. */
export const zChange = z.object({ field: z.string(), from: z.number(), to: z.number() })
export type Change = z.infer<typeof zChange>
