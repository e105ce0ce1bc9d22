/** No figure about fewer people than this is published. */
export const peopleMin = 10

export interface Group {
  readonly of: readonly string[]
  /** How many different people it is about. */
  readonly people: number
  readonly figures: readonly bigint[]
}

/** Groups that are about too few people are put together with each other and then with the smallest that is not, so that
 *  nothing about them can be worked out from what is published. Of people in several groups it is not known who is in
 *  which: groups together are taken to be about no more people than their largest. Groups about nobody say nothing and
 *  are left out.
 *  @returns undefined when no group is about enough people */
export function putTogether(groups: readonly Group[], min = peopleMin): Group[] | undefined {
  const some = groups.filter((group) => group.people > 0).toSorted((a, b) => a.people - b.people)
  if (some.length === 0) return []
  if (!some.some((group) => group.people >= min)) return undefined
  const small = some.filter((group) => group.people < min)
  const large = some.filter((group) => group.people >= min)
  if (small.length === 0) return inOrder(large)
  const [smallest, ...others] = large
  const joined = [...small, ...(smallest ? [smallest] : [])]
  return inOrder([
    {
      of: joined.flatMap((group) => group.of).toSorted(),
      people: Math.max(...joined.map((group) => group.people)),
      figures: (joined[0]?.figures ?? []).map((_, at) =>
        joined.reduce((sum, group) => sum + (group.figures[at] ?? 0n), 0n),
      ),
    },
    ...others,
  ])
}

const inOrder = (groups: readonly Group[]): Group[] =>
  groups.toSorted((a, b) => ((a.of[0] ?? '') < (b.of[0] ?? '') ? -1 : 1))
