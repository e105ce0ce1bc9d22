/** What changed, for a reader that keeps a copy of its own, such as a feed's index. */
import type { Db } from '../../platform/db/index.ts'
import { nextChange, readPlace } from '../../platform/pages.ts'
import { changedAfter } from './store.ts'
import type { Video } from './video.ts'

export interface ChangesPage {
  /** Those that could once be watched, in the state in which they are now. */
  readonly videos: readonly Video[]
  readonly cursor: string
}

export async function changesAfter(db: Db, cursor: string, limit: number): Promise<ChangesPage> {
  const videos = await changedAfter(db, readPlace(cursor), limit)
  return { videos, cursor: nextChange(videos, limit, cursor, ({ updatedAt: at, id }) => ({ at, id })) }
}
