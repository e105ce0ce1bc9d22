/** What the ranker is told of a user, a video and the moment, as hashes: one a field, always in the same order. Counters
 *  are as they were before the event: `observe` comes after `of`. */
import {
  createRunningRates,
  type Factors,
  hashPair,
  hashText,
  type RunningRates,
} from '../../modules/recommend/index.ts'
import type { KuaiRand, Shown, Video } from './kuairand.ts'

/** Outcomes of an event, in the order of the ranker's heads. A fifth head is the quantile of the watch time. */
export const outcomesOf = (shown: Shown): readonly [number, number, number, number] => [
  shown.click,
  shown.longView,
  shown.like,
  shown.finish,
]
export const outcomeNames = ['click', 'long view', 'like', 'finish'] as const
const [click, longView, like, finish] = [0, 1, 2, 3]
const priors = [0.45, 0.3, 0.015, 0.3]

export interface Features {
  /** @returns an array of its own, filled anew by the next call */
  of(shown: Shown): Uint32Array
  observe(shown: Shown): void
}

export const fieldCount = 51
const hashedPlaces = 2 ** 18
const dayMs = 86_400_000
const sessionGapMs = 30 * 60_000

export function createFeatures(data: KuaiRand, factors: Factors): Features {
  const users = data.traits.length
  const videos = data.videos.map(hashesOf)
  const traits = data.traits.map((texts) => texts.map(hashText))
  const rates = createRates(users, videos.length)
  takeInHistory(data, videos, rates)
  const lastMs = new Float64Array(users)
  const lastVideo = new Int32Array(users).fill(-1)
  const inSession = new Int32Array(users)
  const userEvents = new Int32Array(users)
  const videoEvents = new Int32Array(videos.length)
  const values = new Uint32Array(fieldCount)

  return {
    of(shown) {
      const { user, video, tab, hour } = shown
      const one = videos[video] ?? unknownVideo
      const known = traits[user] ?? []
      const duration = steps(shown.durationMs / 1000, 3)
      let field = 0
      const add = (value: number): void => {
        values[field] = hashPair(field * 7_919 + 13, value)
        field++
      }
      // Who, what, when, and pairs of these.
      for (const value of [user, video, one.author, one.music, one.tag, one.secondTag]) add(value)
      for (const value of [tab, hour, duration, one.form, one.size]) add(value)
      for (const value of [video, duration, hour, user]) add(hashPair(tab, value))
      for (const value of [one.tag, one.author, duration, one.music]) add(hashPair(user, value))
      add(hashPair(one.tag, duration))
      add(Math.floor((shown.timeMs - one.uploadedMs) / dayMs))
      add(hashPair(known[0] ?? 0, video))
      for (const trait of [0, 5, 7]) add(known[trait] ?? 0)
      // How it went so far, on the page where it is shown.
      for (let head = 0; head < priors.length; head++) {
        add(logOdds(rates.video.rate(video, head)) * 64 + tab)
        add(logOdds(rates.user.rate(user, head)) * 64 + tab)
      }
      const userTag = hashPair(user, one.tag)
      const videoTab = hashPair(tab, video)
      const userTab = hashPair(user, tab)
      add(logOdds(rates.userTag.rate(userTag, click)))
      add(logOdds(rates.userTag.rate(userTag, longView)))
      add(logOdds(rates.author.rate(one.author, click)))
      for (const head of [click, longView, finish]) add(logOdds(rates.videoTab.rate(videoTab, head)))
      add(logOdds(rates.userTab.rate(userTab, click)) * 64 + tab)
      add(logOdds(rates.userTab.rate(userTab, longView)) * 64 + tab)
      add(logOdds(rates.userDuration.rate(hashPair(user, duration), longView)))
      add(logOdds(rates.userAuthor.rate(hashPair(user, one.author), click)))
      add(logOdds(rates.user.rate(user, click)) * 1_000 + logOdds(rates.videoTab.rate(videoTab, click)))
      add(logOdds(rates.user.rate(user, longView)) * 1_000 + logOdds(rates.video.rate(video, longView)))
      // The moment.
      add(Math.min(20, steps(videoEvents[video] ?? 0, 2)))
      add(Math.min(20, steps(userEvents[user] ?? 0, 2)))
      add(Math.min(30, inSession[user] ?? 0))
      const gap = (lastMs[user] ?? 0) === 0 ? -1 : steps((shown.timeMs - (lastMs[user] ?? 0)) / 1000, 1)
      add(gap * 64 + tab)
      const before = videos[lastVideo[user] ?? -1]
      add(before ? hashPair(before.tag, one.tag) : 0)
      add(Math.round(affinity(factors, user, video) * 20))
      return values
    },
    observe(shown) {
      const { user, video, tab, timeMs } = shown
      const one = videos[video] ?? unknownVideo
      const duration = steps(shown.durationMs / 1000, 3)
      outcomesOf(shown).forEach((outcome, head) => {
        rates.video.add(video, head, outcome)
        rates.user.add(user, head, outcome)
        rates.author.add(one.author, head, outcome)
        rates.userTag.add(hashPair(user, one.tag), head, outcome)
        rates.videoTab.add(hashPair(tab, video), head, outcome)
        rates.userTab.add(hashPair(user, tab), head, outcome)
        rates.userDuration.add(hashPair(user, duration), head, outcome)
        rates.userAuthor.add(hashPair(user, one.author), head, outcome)
      })
      const isSameSession = timeMs - (lastMs[user] ?? 0) < sessionGapMs
      inSession[user] = isSameSession ? (inSession[user] ?? 0) + 1 : 0
      lastMs[user] = timeMs
      lastVideo[user] = video
      userEvents[user] = (userEvents[user] ?? 0) + 1
      videoEvents[video] = (videoEvents[video] ?? 0) + 1
    },
  }
}

/** Which of `perDoubling` steps a doubling, from 0. */
export const steps = (value: number, perDoubling: number): number =>
  Math.floor(Math.log2(1 + Math.max(0, value)) * perDoubling)

/** In quarters. */
export const logOdds = (rate: number): number => Math.round(Math.log(rate / (1 - rate)) * 4)

type Rates = Readonly<
  Record<
    'video' | 'user' | 'author' | 'userTag' | 'videoTab' | 'userTab' | 'userDuration' | 'userAuthor',
    RunningRates
  >
>

const createRates = (users: number, videos: number): Rates => ({
  video: createRunningRates(videos, priors, 20),
  user: createRunningRates(users, priors, 8),
  author: createRunningRates(hashedPlaces, priors, 20),
  userTag: createRunningRates(hashedPlaces, priors, 4),
  videoTab: createRunningRates(hashedPlaces, priors, 20),
  userTab: createRunningRates(hashedPlaces, priors, 6),
  userDuration: createRunningRates(hashedPlaces, priors, 6),
  userAuthor: createRunningRates(hashedPlaces, priors, 4),
})

/** The history knows no clicks and no times of watching. */
function takeInHistory({ history }: KuaiRand, videos: readonly VideoHashes[], rates: Rates): void {
  history.forEach(({ watched, liked, longWatched }, user) => {
    const likes = new Set(liked)
    const longs = new Set(longWatched)
    for (const video of watched) {
      const isLong = longs.has(video) ? 1 : 0
      const isLiked = likes.has(video) ? 1 : 0
      rates.video.add(video, longView, isLong)
      rates.video.add(video, like, isLiked)
      rates.user.add(user, longView, isLong)
      rates.user.add(user, like, isLiked)
      rates.userTag.add(hashPair(user, videos[video]?.tag ?? 0), longView, isLong)
    }
  })
}

interface VideoHashes {
  readonly author: number
  readonly music: number
  readonly tag: number
  readonly secondTag: number
  readonly form: number
  readonly size: number
  readonly uploadedMs: number
}
const unknownVideo: VideoHashes = hashesOf({
  author: '',
  music: '',
  tags: [],
  form: '',
  size: '',
  uploadedMs: 0,
})

function hashesOf({ author, music, tags, form, size, uploadedMs }: Video): VideoHashes {
  const [tag = '', secondTag = ''] = tags
  return {
    author: hashText(author),
    music: hashText(music),
    tag: hashText(tag),
    secondTag: hashText(secondTag),
    form: hashText(form),
    size: hashText(size),
    uploadedMs,
  }
}

function affinity({ dims, users, items }: Factors, user: number, video: number): number {
  let sum = 0
  for (let k = 0; k < dims; k++) sum += (users[user * dims + k] ?? 0) * (items[video * dims + k] ?? 0)
  return sum
}
