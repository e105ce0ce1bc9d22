/** The stage marks a clip 18+, or takes its own mark off, with a reason that the owner reads. The owner's mark is the
 *  owner's: this neither sets nor removes it. */
import { present, refuse } from '../../platform/errors.ts'
import { videosRefusals } from './contract-refusals.ts'
import { announceAudience } from './open-to-audience.ts'
import type { PostDeps } from './post-video.ts'
import * as store from './store.ts'
import * as ages from './store-age.ts'
import { type Video, videoId } from './video.ts'

export interface AgeDecision {
  readonly isAgeRestricted: boolean
  /** In the operator's words. */
  readonly reason: string
}

/** Each decision is on record, also one that changes nothing but the reason. What was removed can be marked: it may be
 *  brought back. @throws Refusal video_not_found, age_not_marked */
export function ruleAge(
  deps: PostDeps,
  operatorId: string,
  id: string,
  { isAgeRestricted, reason }: AgeDecision,
): Promise<Video> {
  return deps.db.transaction(async (tx) => {
    const before = (await store.lockVideo(tx, videoId(id))) ?? refuse(videosRefusals.video_not_found)
    if (!isAgeRestricted && before.ageMarks.stageReason === null) refuse(videosRefusals.age_not_marked)
    const now = deps.clock.now()
    await ages.updateStagesMark(tx, before.id, isAgeRestricted ? reason : null, now)
    await ages.insertRuling(tx, {
      ...{ id: deps.ids.uuid(), videoId: before.id, operatorId, isAgeRestricted, reason },
      ruledAt: now,
    })
    const after = present(await store.lockVideo(tx, before.id), 'a locked row stays')
    await announceAudience(deps, tx, after)
    return after
  })
}
