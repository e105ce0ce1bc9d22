/** A log's events as the recommender's features know them (modules/recommend/features). */
import {
  type ClipTraits,
  createFeatures as createLearnedFeatures,
  type Factors,
  hashPair,
  hashText,
  type Occasion,
  type Outcomes,
  type Rates,
} from '../../modules/recommend/index.ts'
import type { KuaiRand, Shown, Video } from './kuairand.ts'

/** Outcomes of an event, in the order of the ranker's heads. More heads tell the watch time. */
export const outcomesOf = (shown: Shown): Outcomes => [shown.click, shown.longView, shown.like, shown.finish]
export const outcomeNames = ['click', 'long view', 'like', 'finish'] as const
const [longView, like] = [1, 2]

export interface Features {
  /** @returns an array of its own, filled anew by the next call */
  of(shown: Shown): Uint32Array
  observe(shown: Shown): void
}

const hashedPlaces = 2 ** 18

export function createFeatures(data: KuaiRand, factors: Factors): Features {
  const clips = data.videos.map(traitsOf)
  const about = data.traits.map((texts): Occasion['about'] => {
    const at = (trait: number): number => {
      const text = texts[trait]
      return text === undefined ? 0 : hashText(text)
    }
    return [at(0), at(5), at(7)]
  })
  const features = createLearnedFeatures({
    viewers: data.traits.length,
    clips: clips.length,
    crossed: hashedPlaces,
  })
  takeInHistory(data, clips, features.rates)
  const occasionOf = ({ user, video, tab, hour, timeMs, durationMs }: Shown): Occasion => ({
    viewer: user,
    traits: { ...(clips[video] ?? unknownClip), clip: video, durationMs },
    about: about[user] ?? [0, 0, 0],
    place: tab,
    hour,
    atMs: timeMs,
    affinity: affinity(factors, user, video),
  })
  return {
    of: (shown) => features.of(occasionOf(shown)),
    observe: (shown) => features.observe(occasionOf(shown), outcomesOf(shown)),
  }
}

/** The history knows no clicks and no times of watching. */
function takeInHistory({ history }: KuaiRand, clips: readonly ClipTraits[], rates: Rates): void {
  history.forEach(({ watched, liked, longWatched }, user) => {
    const likes = new Set(liked)
    const longs = new Set(longWatched)
    for (const video of watched) {
      const isLong = longs.has(video) ? 1 : 0
      const isLiked = likes.has(video) ? 1 : 0
      rates.clip.add(video, longView, isLong)
      rates.clip.add(video, like, isLiked)
      rates.viewer.add(user, longView, isLong)
      rates.viewer.add(user, like, isLiked)
      rates.viewerTag.add(hashPair(user, clips[video]?.tag ?? 0), longView, isLong)
    }
  })
}

const unknownClip: ClipTraits = traitsOf(
  { author: '', music: '', tags: [], form: '', size: '', uploadedMs: 0 },
  0,
)

/** The log says with each event how long the clip is. */
function traitsOf({ author, music, tags, form, size, uploadedMs }: Video, video: number): ClipTraits {
  const [tag = '', secondTag = ''] = tags
  return {
    clip: video,
    owner: hashText(author),
    sound: hashText(music),
    tag: hashText(tag),
    secondTag: hashText(secondTag),
    form: hashText(form),
    size: hashText(size),
    durationMs: 0,
    postedMs: uploadedMs,
  }
}

function affinity({ dims, users, items }: Factors, user: number, video: number): number {
  let sum = 0
  for (let k = 0; k < dims; k++) sum += (users[user * dims + k] ?? 0) * (items[video * dims + k] ?? 0)
  return sum
}
