/** A plain recommender, as good as one that has learned for long: it knows people's tastes of topics, and of clips what
 *  views have shown. What is measured with it is what the feed around it does, not how well it learns. */
import type { Person } from '../../apps/demo/people.ts'
import { type Clip, topics } from './world.ts'

/** Views that its first guess of a clip stands for, and how good it takes one to be that it knows nothing of, beside the
 *  mean: it would rather show what is proven. */
const guessViews = 20
const guessPart = 0.57

export interface Recommender {
  /** Looks at all clips again. */
  learn(clips: readonly Clip[]): void
  /** Log-odds that the person finishes the clip. */
  expects(person: Person, clip: Clip): number
  /** The likeliest to be finished of those that may come, best first. */
  best(person: Person, limit: number, mayCome: (clip: Clip) => boolean): Clip[]
}

export function createRecommender(): Recommender {
  let byTopic: Clip[][] = []
  const expects = (person: Person, clip: Clip): number => clip.guess + (person.tastes[clip.topic] ?? 0)
  return {
    expects,
    learn(clips) {
      const views = clips.reduce((sum, clip) => sum + clip.views, 0)
      const middle = clips.reduce((sum, clip) => sum + clip.finished, 0) / Math.max(1, views)
      byTopic = Array.from({ length: topics }, () => [])
      for (const clip of clips) {
        const rate = (clip.finished + guessViews * guessPart * middle) / (clip.views + guessViews)
        clip.guess = Math.log(rate / (1 - rate)) - clip.tastes / (clip.views + guessViews)
        byTopic[clip.topic]?.push(clip)
      }
      for (const list of byTopic) list.sort((a, b) => b.guess - a.guess)
    },
    best(person, limit, mayCome) {
      const found: Clip[] = []
      const places = byTopic.map((list) => nextFrom(list, 0, mayCome))
      while (found.length < limit) {
        let first = -1
        let score = Number.NEGATIVE_INFINITY
        for (const [topic, place] of places.entries()) {
          const clip = byTopic[topic]?.[place]
          const here = clip ? expects(person, clip) : Number.NEGATIVE_INFINITY
          if (here > score) {
            score = here
            first = topic
          }
        }
        const list = byTopic[first]
        const clip = list?.[places[first] ?? 0]
        if (!list || !clip) break
        found.push(clip)
        places[first] = nextFrom(list, (places[first] ?? 0) + 1, mayCome)
      }
      return found
    },
  }
}

function nextFrom(list: readonly Clip[], from: number, mayCome: (clip: Clip) => boolean): number {
  for (let at = from; at < list.length; at++) {
    const clip = list[at]
    if (clip && mayCome(clip)) return at
  }
  return list.length
}
