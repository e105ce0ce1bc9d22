/** A clip's time. What is due is read from the rows by the stage's clock, so a process that slept, a clock that jumped and
 *  a job that was lost change nothing but the moment at which it is noticed. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { videosRefusals } from './contract.ts'
import { videoPublished } from './events.ts'
import { openToAudience } from './open-to-audience.ts'
import type { PostDeps } from './post-video.ts'
import * as store from './store.ts'
import * as creating from './store-creating.ts'
import { type Video, videoId } from './video.ts'

/** Clocks of browsers are a little wrong, and forms are looked at before they are sent. */
const graceMs = 60_000
const dayMs = 86_400_000
const batch = 100

/** @returns undefined when that time is now. @throws Refusal publish_at_past, publish_at_too_far */
export function readTime(deps: Pick<PostDeps, 'clock' | 'config'>, publishAt: Date): Date | undefined {
  const aheadMs = publishAt.getTime() - deps.clock.now().getTime()
  const days = deps.config.SCHEDULE_DAYS
  if (aheadMs < -graceMs) refuse(videosRefusals.publish_at_past)
  if (aheadMs > days * dayMs + graceMs) refuse(videosRefusals.publish_at_too_far, { days })
  return aheadMs <= 0 ? undefined : publishAt
}

/** Publishes a scheduled or held video, or, if its file does not play yet, lets it be published as soon as it does.
 *  @param video locked by `tx` */
export async function release(deps: PostDeps, tx: Tx, video: Video): Promise<void> {
  if ((await creating.markReleased(tx, video.id, deps.clock.now())) === 0) return
  const now = present(await store.lockVideo(tx, video.id), 'a locked row stays')
  if (now.state !== 'published') return
  await openToAudience(deps, tx, now)
  await deps.events.publish(tx, videoPublished, {
    videoId: now.id,
    ownerId: now.ownerId,
    visibility: now.visibility,
  })
}

/** Publishes what is due, each in a transaction of its own. @returns how many */
export async function publishDue(deps: PostDeps): Promise<number> {
  let count = 0
  for (const id of await creating.dueVideos(deps.db, deps.clock.now(), batch)) {
    await deps.db.transaction(async (tx) => {
      const video = await store.lockVideo(tx, videoId(id))
      // Its owner may have changed its time, or held it back, in this very moment.
      if (video?.state !== 'scheduled' || !video.publishAt || video.publishAt > deps.clock.now()) return
      await release(deps, tx, video)
      count++
    })
  }
  return count
}
