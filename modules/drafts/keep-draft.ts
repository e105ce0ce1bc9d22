/** Keeping a draft: each change names the revision that it changed, so that what two devices did is never lost in silence. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import { faultOf } from './check-project.ts'
import { draftsRefusals } from './contract.ts'
import type { Draft, OpenDraft } from './draft.ts'
import type { DraftsDeps } from './index.ts'
import { measureProject } from './measure-project.ts'
import type { Project } from './project.ts'
import * as store from './store.ts'

export interface Keeping {
  readonly revision: number
  readonly title: string
  readonly project: Project
  readonly deviceKey: string
  readonly device: string | undefined
}

/** The same again changes nothing. @throws Refusal draft_*, too_many_drafts, project_invalid */
export async function keepDraft(
  deps: DraftsDeps,
  ownerId: string,
  id: string,
  keeping: Keeping,
): Promise<Draft> {
  const { title, project, revision } = keeping
  const measured = measureProject(title, project)
  const limit = deps.config.MAX_PROJECT_KB
  if (measured.projectBytes > limit * 1024) refuse(draftsRefusals.draft_too_large, { limit })
  const fault = faultOf(project)
  if (fault) refuse(draftsRefusals.project_invalid, { detail: fault })
  return deps.db.transaction(async (tx) => {
    await store.lockOwner(tx, ownerId)
    const before = await store.lockDraft(tx, id)
    if (before && (before.ownerId !== ownerId || before.removedAt))
      return refuse(draftsRefusals.draft_not_found)
    // A retry: the first answer was lost on its way.
    if (before?.digest === measured.digest && before.revision - revision <= 1) return before
    if (before ? before.revision !== revision : revision !== 0)
      return before
        ? refuse(draftsRefusals.draft_changed, { revision: before.revision })
        : refuse(draftsRefusals.draft_not_found)
    const now = deps.clock.now()
    const draft: OpenDraft = {
      ...{ id, ownerId, title, project, ...measured },
      revision: revision + 1,
      deviceKey: keeping.deviceKey,
      device: keeping.device,
      createdAt: before?.createdAt ?? now,
      changedAt: now,
      removedAt: undefined,
    }
    if (before) await store.updateDraft(tx, draft)
    else {
      await makeRoom(deps, tx, ownerId)
      // An id that someone else took in this very moment is like any draft of someone else.
      if (!(await store.insertDraft(tx, draft))) refuse(draftsRefusals.draft_not_found)
    }
    await claimParts(deps, tx, ownerId, measured.partUploads, before?.partUploads ?? [])
    return present(await store.lockDraft(tx, id), 'a kept draft is there')
  })
}

async function makeRoom(deps: DraftsDeps, tx: Tx, ownerId: string): Promise<void> {
  const limit = deps.config.MAX_DRAFTS
  if ((await store.countDrafts(tx, ownerId)) >= limit) refuse(draftsRefusals.too_many_drafts, { limit })
}

/** Files that a draft needs are not tidied away. One that is not there, or someone else's, is met when a clip is made. */
async function claimParts(
  deps: DraftsDeps,
  tx: Tx,
  ownerId: string,
  uploads: readonly string[],
  before: readonly string[],
): Promise<void> {
  const known = new Set(before)
  for (const id of uploads) if (!known.has(id)) await deps.media.claimUpload(tx, id, ownerId, 'part')
}

/** Twice is the same as once. @throws Refusal draft_not_found */
export const removeDraft = (deps: DraftsDeps, ownerId: string, id: string): Promise<Draft> =>
  onOwn(deps, ownerId, id, async (tx, draft) => {
    if (!draft.removedAt) await store.setRemoved(tx, id, deps.clock.now())
  })

/** @throws Refusal draft_not_found, draft_restore_too_late, too_many_drafts */
export const restoreDraft = (deps: DraftsDeps, ownerId: string, id: string): Promise<Draft> =>
  onOwn(deps, ownerId, id, async (tx, draft) => {
    if (!draft.removedAt) return
    const days = deps.config.RESTORE_DAYS
    if (deps.clock.now() > restorableUntil(draft.removedAt, days))
      refuse(draftsRefusals.draft_restore_too_late, { days })
    await makeRoom(deps, tx, ownerId)
    await store.setRemoved(tx, id, null)
  })

async function onOwn(
  deps: DraftsDeps,
  ownerId: string,
  id: string,
  work: (tx: Tx, draft: Draft) => Promise<void>,
): Promise<Draft> {
  return deps.db.transaction(async (tx) => {
    await store.lockOwner(tx, ownerId)
    const draft = await store.lockDraft(tx, id)
    if (!draft || draft.ownerId !== ownerId) return refuse(draftsRefusals.draft_not_found)
    await work(tx, draft)
    return present(await store.lockDraft(tx, id), 'a locked row stays')
  })
}
