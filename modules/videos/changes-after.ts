/** What changed, for a reader that keeps a copy of its own, such as a feed's index. */
import type { Db } from '../../platform/db/index.ts'
import { readPlace, writePlace } from '../../platform/pages.ts'
import { changedAfter } from './store.ts'
import type { Video } from './video.ts'

export interface ChangesPage {
  /** Those that could once be watched, in the state in which they are now. */
  readonly videos: readonly Video[]
  readonly cursor: string
}

/** A change is dated when it is made and seen when its transaction commits, so a reader that has caught up looks back
 *  so far again. Seeing a change twice does no harm. */
const overlapMs = 10_000

export async function changesAfter(db: Db, cursor: string, limit: number): Promise<ChangesPage> {
  const videos = await changedAfter(db, readPlace(cursor), limit)
  const last = videos.at(-1)
  if (!last) return { videos, cursor }
  if (videos.length === limit) return { videos, cursor: writePlace({ at: last.updatedAt, id: last.id }) }
  return { videos, cursor: writePlace({ at: new Date(last.updatedAt.getTime() - overlapMs), id: last.id }) }
}
