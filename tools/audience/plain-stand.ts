/** The recommender alone, with or without a first hearing: no rules, no dice but those of the hearing. What a hearing costs
 *  and finds is seen most plainly here. */
import { type Person, watch } from '../../apps/demo/people.ts'
import { createFirstHearing, creatorIdOf, idOf, tagOf } from './first-hearing.ts'
import type { Stand } from './live.ts'
import { createRecommender } from './recommender.ts'
import { type Clip, topics, warmUp, type World } from './world.ts'

const pageSlots = 10

/** @param perMille thousandths of the slots that are for new clips; 0: the recommender alone */
export function plainStand(world: World, perMille: number): Stand & { readonly guarantee: number } {
  const { random } = world
  const hearing = createFirstHearing(world, perMille)
  const recommender = createRecommender()
  const byId = new Map([...world.old, ...world.fresh].map((clip) => [idOf(clip), clip]))
  const seenBy = new Map(world.people.map((person) => [person, new Set<string>()]))
  const viewerOf = (person: Person, seen: ReadonlySet<string>) => ({
    key: creatorIdOf(1_000_000 + person.number),
    lang: 'id',
    creators: new Set<string>(),
    tags: new Set(
      Array.from({ length: topics }, (_, topic) => topic)
        .filter((topic) => (person.tastes[topic] ?? 0) > 0)
        .map(tagOf),
    ),
    hasSeen: (id: string): boolean => seen.has(id),
  })
  warmUp(world, (person, clip) => watch(person, clip, 0, random).finished)

  return {
    guarantee: hearing.guarantee,
    begin: hearing.begin,
    step(nowMs, clips) {
      if (perMille > 0) hearing.settle(nowMs)
      recommender.learn(clips)
    },
    page(person, atMs) {
      const seen = seenBy.get(person) ?? new Set()
      const viewer = viewerOf(person, seen)
      const page: Clip[] = []
      while (page.length < pageSlots) {
        const isTrial = random() * 1_000 < perMille
        const [drawn] = isTrial ? hearing.draw(viewer, 1, atMs, random) : []
        if (drawn) hearing.offered(drawn.videoId, atMs)
        const [best] = recommender.best(person, 1, (clip) => !seen.has(idOf(clip)))
        const clip = (drawn && byId.get(drawn.videoId)) ?? best
        if (!clip) break
        seen.add(idOf(clip))
        page.push(clip)
      }
      return page
    },
    watched: (_, clip, seen, atMs) => hearing.vote(clip, seen, atMs),
  }
}
