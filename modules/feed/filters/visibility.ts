/** Clips that are for some alone (followers, subscribers, adults): who may see one is asked at each page, before anything is
 *  ranked, so that no rule is counted over a clip that then falls out. */
import { type Clip, isOpen } from '../catalogue.ts'
import type { Candidate } from '../sources/source.ts'
import { markSeen, type ViewerMemory } from '../viewers.ts'

/** Those of the clips that this account may see now, as they are, with addresses that work. */
export type FindClips = (
  videoIds: readonly string[],
  accountId: string | null,
) => Promise<ReadonlyMap<string, Clip>>

const isForEveryone = ({ entry }: Candidate): boolean => isOpen(entry.clip)

/** At once where every clip is for everyone. */
export function visible(
  candidates: readonly Candidate[],
  viewer: { readonly accountId: string | null; readonly memory: ViewerMemory },
  findClips: FindClips,
): readonly Candidate[] | Promise<readonly Candidate[]> {
  if (candidates.every(isForEveryone)) return candidates
  const ids = candidates.filter((one) => !isForEveryone(one)).map(({ entry }) => entry.clip.id)
  return findClips(ids, viewer.accountId).then((allowed) =>
    candidates.flatMap((candidate): Candidate[] => {
      const { entry } = candidate
      if (isForEveryone(candidate)) return [candidate]
      const signed = allowed.get(entry.clip.id)
      if (signed) return [{ ...candidate, signed }]
      markSeen(viewer.memory, entry.number) // not asked about again soon
      return []
    }),
  )
}
