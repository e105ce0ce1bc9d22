/** A clip is asked for, and given up. */
import { refuse } from '../../platform/errors.ts'
import { draftsRefusals } from './contract.ts'
import type { Render } from './draft.ts'
import { findMaterial } from './find-material.ts'
import type { DraftsDeps } from './index.ts'
import { renderJob } from './jobs.ts'
import { durationMs, frameCount } from './render/timeline.ts'
import * as store from './store.ts'
import * as renders from './store-renders.ts'

/** What is under way or done for that revision is the answer again; one for another revision is given up.
 *  @throws Refusal draft_not_found, draft_changed, render_* */
export async function askRender(
  deps: DraftsDeps,
  ownerId: string,
  draftId: string,
  revision: number,
): Promise<Render> {
  const draft = await store.findDraft(deps.db, draftId)
  if (!draft || draft.ownerId !== ownerId || draft.removedAt) return refuse(draftsRefusals.draft_not_found)
  if (draft.revision !== revision) return refuse(draftsRefusals.draft_changed, { revision: draft.revision })
  const { project, title } = draft
  if (frameCount(project) === 0) refuse(draftsRefusals.render_empty)
  const limit = deps.media.config.MAX_SECONDS
  const lengthMs = durationMs(project)
  if (lengthMs > limit * 1000)
    refuse(draftsRefusals.render_too_long, { seconds: Math.ceil(lengthMs / 1000), limit })
  await findMaterial(deps, ownerId, project)
  return deps.db.transaction(async (tx) => {
    const locked = await store.lockDraft(tx, draftId)
    if (!locked || locked.removedAt) return refuse(draftsRefusals.draft_not_found)
    if (locked.revision !== revision)
      return refuse(draftsRefusals.draft_changed, { revision: locked.revision })
    const newest = (await renders.newestRenders(tx, [draftId])).get(draftId)
    const goesOn = newest && newest.state !== 'failed' && newest.state !== 'cancelled'
    if (goesOn && newest.revision === revision) return newest
    const now = deps.clock.now()
    await renders.cancelUnderWay(tx, draftId, now)
    const render: Render = {
      ...{ id: deps.ids.uuid(), draftId, ownerId, revision, askedAt: now, state: 'waiting' },
      percent: undefined,
      beganAt: undefined,
      uploadId: undefined,
      reason: undefined,
    }
    await renders.insertRender(tx, render, project, title)
    await deps.jobs.send(tx, renderJob, { renderId: render.id }, { key: render.id })
    return render
  })
}

/** The newest of an own draft. @throws Refusal draft_not_found */
export async function readRender(
  deps: DraftsDeps,
  ownerId: string,
  draftId: string,
): Promise<Render | undefined> {
  const draft = await store.findDraft(deps.db, draftId)
  if (!draft || draft.ownerId !== ownerId) return refuse(draftsRefusals.draft_not_found)
  return (await renders.newestRenders(deps.db, [draftId])).get(draftId)
}

/** The worker notices with its next word of progress. What is done stays done. @throws Refusal draft_not_found */
export async function cancelRender(
  deps: DraftsDeps,
  ownerId: string,
  draftId: string,
): Promise<Render | undefined> {
  await readRender(deps, ownerId, draftId)
  await deps.db.transaction((tx) => renders.cancelUnderWay(tx, draftId, deps.clock.now()))
  return readRender(deps, ownerId, draftId)
}
