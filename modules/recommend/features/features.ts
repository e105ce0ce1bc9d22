/** What a model is told of a viewer, a clip and the moment, as hashes: one a field, always in the same order. This is the
 *  only definition: serving, training and the replay of logs use it. Counters are as they were before the occasion:
 *  `observe` comes after `of`. How many follow a creator is not among them: whoever is small is not kept small. */
import { hashPair } from '../models/hashing.ts'
import { type Memory, ownMemory } from '../models/memory.ts'
import { createRunningRates, type RunningRates } from '../models/running-rates.ts'

/** A clip in numbers, the same on every node. Texts come as hashes. */
export interface ClipTraits {
  readonly clip: number
  readonly owner: number
  readonly sound: number
  readonly tag: number
  readonly secondTag: number
  readonly form: number
  readonly size: number
  readonly durationMs: number
  readonly postedMs: number
}

/** One clip in front of one viewer. */
export interface Occasion {
  /** {@link nobody} for who is not to be told apart. */
  readonly viewer: number
  readonly traits: ClipTraits
  /** What else is known of the viewer, as hashes: three are looked at. */
  readonly about: readonly [number, number, number]
  /** Where on the stage it is shown, 0 to 63; training only, the same for every clip of a page. */
  readonly place: number
  /** 0 to 23. */
  readonly hour: number
  readonly atMs: number
  /** How near the clip lies to what the viewer wants, as the retrieval says; 0 where it says nothing. */
  readonly affinity: number
}

/** A viewer before any clip. */
export type Moment = Omit<Occasion, 'traits' | 'affinity'>

/** What came of it: not skipped at once, watched long, liked, finished; each 0 to 1. The order of the counters. */
export type Outcomes = readonly [kept: number, long: number, liked: number, finished: number]

/** What {@link Features.ofBoth} looks at in a clip, once it was told by {@link Features.ofClip}; its places. */
const inClip = { owner: 0, sound: 1, tag: 2, duration: 3, kept: 4, long: 5 } as const
export const clipSideCells = 6
/** And in a viewer, by {@link Features.ofViewer}. */
const inViewer = { viewer: 0, kept: 1, long: 2, seen: 3, lastTag: 4 } as const
export const viewerSideCells = 5

export const nobody = 0xffff_ffff
export const fieldCount = 51
export const counters = { kept: 0, long: 1, liked: 2, finished: 3 } as const
const priors = [0.45, 0.3, 0.015, 0.3]
const dayMs = 86_400_000
const sessionGapMs = 30 * 60_000

export interface FeatureSizes {
  /** Places for viewers, for clips, and for pairs and creators; what is beyond shares one with another. */
  readonly viewers: number
  readonly clips: number
  readonly crossed: number
}

export type Rates = Readonly<
  Record<
    | 'clip'
    | 'viewer'
    | 'owner'
    | 'viewerTag'
    | 'clipPlace'
    | 'viewerPlace'
    | 'viewerDuration'
    | 'viewerOwner',
    RunningRates
  >
>

export interface Features {
  /** @returns an array of its own, filled anew by the next call */
  of(occasion: Occasion): Uint32Array
  /** Those of the clip alone, at their places in `values`; the same for every viewer at that moment.
   *  @param side filled from `at` on with {@link clipSideCells} for {@link ofBoth} */
  ofClip(
    traits: ClipTraits,
    place: number,
    atMs: number,
    values: Uint32Array,
    side: Int32Array,
    at: number,
  ): void
  /** Those of the viewer and the moment alone; the same for every clip of a page.
   *  @param side filled with {@link viewerSideCells} for {@link ofBoth} */
  ofViewer(at: Moment, values: Uint32Array, side: Int32Array): void
  /** Those of the clip and of what else is known of the viewer: the same for everyone of whom nothing is. */
  ofAbout(about: Moment['about'], traits: ClipTraits, values: Uint32Array): void
  /** All others: of the viewer and the clip together. */
  ofBoth(viewer: Int32Array, clips: Int32Array, clipAt: number, affinity: number, values: Uint32Array): void
  observe(occasion: Occasion, outcomes: Outcomes): void
  readonly rates: Rates
}

export function createFeatures(sizes: FeatureSizes, memory: Memory = ownMemory): Features {
  const { viewers, clips, crossed } = sizes
  const rates: Rates = {
    clip: createRunningRates(clips, priors, 20, memory),
    viewer: createRunningRates(viewers, priors, 8, memory),
    owner: createRunningRates(crossed, priors, 20, memory),
    viewerTag: createRunningRates(crossed, priors, 4, memory),
    clipPlace: createRunningRates(crossed, priors, 20, memory),
    viewerPlace: createRunningRates(crossed, priors, 6, memory),
    viewerDuration: createRunningRates(crossed, priors, 6, memory),
    viewerOwner: createRunningRates(crossed, priors, 4, memory),
  }
  const lastMs = memory.doubles(viewers)
  const lastTag = memory.uints(viewers)
  const inSession = memory.uints(viewers)
  const viewerEvents = memory.uints(viewers)
  const clipEvents = memory.uints(clips)
  const values = new Uint32Array(fieldCount)
  const { kept, long, finished } = counters

  const [oneClip, oneViewer] = [new Int32Array(clipSideCells), new Int32Array(viewerSideCells)]

  const ofClip: Features['ofClip'] = (traits, place, atMs, to, side, sideAt) => {
    const { clip, owner, sound, tag, secondTag, form, size } = traits
    const duration = steps(traits.durationMs / 1000, 3)
    set(to, 1, clip)
    set(to, 2, owner)
    set(to, 3, sound)
    set(to, 4, tag)
    set(to, 5, secondTag)
    set(to, 6, place)
    set(to, 8, duration)
    set(to, 9, form)
    set(to, 10, size)
    set(to, 11, hashPair(place, clip))
    set(to, 12, hashPair(place, duration))
    set(to, 19, hashPair(tag, duration))
    set(to, 20, Math.floor((atMs - traits.postedMs) / dayMs))
    for (let counter = 0; counter < priors.length; counter++)
      set(to, 25 + 2 * counter, logOdds(rates.clip.rate(clip, counter)) * 64 + place)
    const clipPlace = hashPair(place, clip)
    const clipKept = logOdds(rates.clipPlace.rate(clipPlace, kept))
    set(to, 35, logOdds(rates.owner.rate(owner, kept)))
    set(to, 36, clipKept)
    set(to, 37, logOdds(rates.clipPlace.rate(clipPlace, long)))
    set(to, 38, logOdds(rates.clipPlace.rate(clipPlace, finished)))
    set(to, 45, Math.min(20, steps(clipEvents[clip % clips] ?? 0, 2)))
    side[sideAt + inClip.owner] = owner
    side[sideAt + inClip.sound] = sound
    side[sideAt + inClip.tag] = tag
    side[sideAt + inClip.duration] = duration
    side[sideAt + inClip.kept] = clipKept
    side[sideAt + inClip.long] = logOdds(rates.clip.rate(clip, long))
  }
  const ofViewer: Features['ofViewer'] = ({ viewer, about, place, hour, atMs }, to, side) => {
    set(to, 0, viewer)
    set(to, 7, hour)
    set(to, 13, hashPair(place, hour))
    set(to, 14, hashPair(place, viewer))
    set(to, 22, about[0])
    set(to, 23, about[1])
    set(to, 24, about[2])
    for (let counter = 0; counter < priors.length; counter++)
      set(to, 26 + 2 * counter, logOdds(rates.viewer.rate(viewer, counter)) * 64 + place)
    const viewerPlace = hashPair(viewer, place)
    set(to, 39, logOdds(rates.viewerPlace.rate(viewerPlace, kept)) * 64 + place)
    set(to, 40, logOdds(rates.viewerPlace.rate(viewerPlace, long)) * 64 + place)
    const at = viewer % viewers
    const before = lastSeen(viewer)
    const gap = before === 0 ? -1 : steps((atMs - before) / 1000, 1)
    set(to, 46, before === 0 ? 0 : Math.min(20, steps(viewerEvents[at] ?? 0, 2)))
    set(to, 47, before === 0 ? 0 : Math.min(30, inSession[at] ?? 0))
    set(to, 48, gap * 64 + place)
    side[inViewer.viewer] = viewer
    side[inViewer.kept] = logOdds(rates.viewer.rate(viewer, kept))
    side[inViewer.long] = logOdds(rates.viewer.rate(viewer, long))
    side[inViewer.seen] = before === 0 ? 0 : 1
    side[inViewer.lastTag] = lastTag[at] ?? 0
  }
  const ofAbout: Features['ofAbout'] = (about, { clip }, to) => set(to, 21, hashPair(about[0], clip))
  const ofBoth: Features['ofBoth'] = (me, clips, clipAt, affinity, to) => {
    const viewer = me[inViewer.viewer] ?? 0
    const tag = clips[clipAt + inClip.tag] ?? 0
    const viewerTag = hashPair(viewer, tag)
    const viewerOwner = hashPair(viewer, clips[clipAt + inClip.owner] ?? 0)
    const viewerDuration = hashPair(viewer, clips[clipAt + inClip.duration] ?? 0)
    set(to, 15, viewerTag)
    set(to, 16, viewerOwner)
    set(to, 17, viewerDuration)
    set(to, 18, hashPair(viewer, clips[clipAt + inClip.sound] ?? 0))
    set(to, 33, logOdds(rates.viewerTag.rate(viewerTag, kept)))
    set(to, 34, logOdds(rates.viewerTag.rate(viewerTag, long)))
    set(to, 41, logOdds(rates.viewerDuration.rate(viewerDuration, long)))
    set(to, 42, logOdds(rates.viewerOwner.rate(viewerOwner, kept)))
    set(to, 43, (me[inViewer.kept] ?? 0) * 1_000 + (clips[clipAt + inClip.kept] ?? 0))
    set(to, 44, (me[inViewer.long] ?? 0) * 1_000 + (clips[clipAt + inClip.long] ?? 0))
    set(to, 49, me[inViewer.seen] === 0 ? 0 : hashPair(me[inViewer.lastTag] ?? 0, tag))
    set(to, 50, Math.round(affinity * 20))
  }
  /** 0: never, or nobody. */
  const lastSeen = (viewer: number): number => (viewer === nobody ? 0 : (lastMs[viewer % viewers] ?? 0))

  return {
    rates,
    ofClip,
    ofViewer,
    ofAbout,
    ofBoth,
    of(occasion) {
      const { traits, place, atMs, about, affinity } = occasion
      ofClip(traits, place, atMs, values, oneClip, 0)
      ofViewer(occasion, values, oneViewer)
      ofAbout(about, traits, values)
      ofBoth(oneViewer, oneClip, 0, affinity, values)
      return values
    },
    observe({ viewer, traits, place, atMs }, outcomes) {
      const { clip, owner, tag } = traits
      const duration = steps(traits.durationMs / 1000, 3)
      for (let counter = 0; counter < priors.length; counter++) {
        const outcome = outcomes[counter] ?? 0
        rates.clip.add(clip, counter, outcome)
        rates.viewer.add(viewer, counter, outcome)
        rates.owner.add(owner, counter, outcome)
        rates.viewerTag.add(hashPair(viewer, tag), counter, outcome)
        rates.clipPlace.add(hashPair(place, clip), counter, outcome)
        rates.viewerPlace.add(hashPair(viewer, place), counter, outcome)
        rates.viewerDuration.add(hashPair(viewer, duration), counter, outcome)
        rates.viewerOwner.add(hashPair(viewer, owner), counter, outcome)
      }
      clipEvents[clip % clips] = (clipEvents[clip % clips] ?? 0) + 1
      if (viewer === nobody) return
      const at = viewer % viewers
      const isSameSession = atMs - (lastMs[at] ?? 0) < sessionGapMs
      inSession[at] = isSameSession ? (inSession[at] ?? 0) + 1 : 0
      lastMs[at] = atMs
      lastTag[at] = tag
      viewerEvents[at] = (viewerEvents[at] ?? 0) + 1
    },
  }
}

const set = (values: Uint32Array, field: number, value: number): void => {
  values[field] = hashPair(field * 7_919 + 13, value)
}

/** Which of `perDoubling` steps a doubling, from 0. */
export const steps = (value: number, perDoubling: number): number =>
  Math.floor(Math.log2(1 + Math.max(0, value)) * perDoubling)

/** In quarters. */
export const logOdds = (rate: number): number => Math.round(Math.log(rate / (1 - rate)) * 4)
