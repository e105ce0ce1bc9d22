/** Drafts: projects of the editor, kept for their owner alone.
 *  - A draft that was answered for is durable; the same sent again changes nothing.
 *  - A change that was made from an older revision is refused, never mixed in and never lost in silence.
 *  - The server makes the same clip from a project as the browser does, as an upload of its owner; asking twice makes one,
 *    and a worker that dies costs time alone.
 *  - Removing is soft for some days. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Place } from '../../platform/pages.ts'
import { restorableSince } from '../../platform/restorable.ts'
import type { Media } from '../media/index.ts'
import { askRender, cancelRender, readRender } from './ask-render.ts'
import type { DraftsConfig } from './config.ts'
import { draftsRefusals } from './contract.ts'
import { describeDrafts, describeParts, type DraftSummary, type Onlooker } from './describe-drafts.ts'
import type { Draft, OpenDraft, Render } from './draft.ts'
import type { MaterialDeps } from './find-material.ts'
import { keepDraft, type Keeping, removeDraft, restoreDraft } from './keep-draft.ts'
import { renderJob } from './jobs.ts'
import type { Project } from './project.ts'
import { renderDraft } from './render-draft.ts'
import * as store from './store.ts'
import * as renders from './store-renders.ts'
import type { Videos } from '../videos/index.ts'

export { draftsConfig } from './config.ts'
export type { Draft, OpenDraft, Render } from './draft.ts'
export { mountDrafts } from './http.ts'
export { workDrafts } from './jobs.ts'
export type { Keeping } from './keep-draft.ts'
export type { Project } from './project.ts'

export interface DraftsDeps extends MaterialDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Jobs
  readonly log: Logger
  readonly config: DraftsConfig
  readonly media: MaterialDeps['media'] &
    Pick<Media, 'claimUpload' | 'partUrl' | 'renderFile' | 'adoptFile' | 'config'>
  readonly videos: MaterialDeps['videos'] & Pick<Videos, 'cards'>
}

export interface Drafts {
  /** @throws Refusal draft_*, too_many_drafts, project_invalid */
  keep(ownerId: string, id: string, keeping: Keeping): Promise<Draft>
  /** @throws Refusal draft_not_found */
  read(ownerId: string, id: string): Promise<OpenDraft>
  /** Last changed first. @param removed those that can still be brought back */
  list(ownerId: string, removed: boolean, after: Place | undefined, limit: number): Promise<Draft[]>
  count(ownerId: string): Promise<number>
  /** Those of the uploads that a draft of one of these owners is made of. */
  needs(uploadIds: readonly string[], ownerIds: readonly string[]): Promise<string[]>
  /** Twice is the same as once. @throws Refusal draft_not_found */
  remove(ownerId: string, id: string): Promise<Draft>
  /** @throws Refusal draft_not_found, draft_restore_too_late, too_many_drafts */
  restore(ownerId: string, id: string): Promise<Draft>
  /** @throws Refusal draft_not_found, draft_changed, render_* */
  askRender(ownerId: string, id: string, revision: number): Promise<Render>
  /** The newest. @throws Refusal draft_not_found */
  readRender(ownerId: string, id: string): Promise<Render | undefined>
  /** @throws Refusal draft_not_found */
  cancelRender(ownerId: string, id: string): Promise<Render | undefined>
  describe(drafts: readonly Draft[], onlooker: Onlooker): Promise<DraftSummary[]>
  /** Where the files of a project can be read by its owner's browser. */
  partsOf(ownerId: string, project: Project): Promise<{ id: string; url: string | null }[]>
  /** Does the work of one render. */
  makeRender(renderId: string, signal: AbortSignal): Promise<void>
  /** Gives lost renders their job again, and drops drafts that can not be brought back any more. */
  sweep(): Promise<void>
  readonly config: DraftsConfig
  readonly clock: Clock
}

/** Longer than the queue's longest wait. */
const idleMs = 15 * 60_000

export function createDrafts(deps: DraftsDeps): Drafts {
  const { db, clock, config, jobs } = deps
  return {
    config,
    clock,
    keep: (ownerId, id, keeping) => keepDraft(deps, ownerId, id, keeping),
    async read(ownerId, id) {
      const draft = await store.findDraft(db, id)
      return draft && draft.ownerId === ownerId && !draft.removedAt
        ? draft
        : refuse(draftsRefusals.draft_not_found)
    },
    list: (ownerId, removed, after, limit) => store.draftsOf(db, ownerId, removed, after, limit),
    count: (ownerId) => store.countDrafts(db, ownerId),
    needs: (uploadIds, ownerIds) => store.neededUploads(db, uploadIds, ownerIds),
    remove: (ownerId, id) => removeDraft(deps, ownerId, id),
    restore: (ownerId, id) => restoreDraft(deps, ownerId, id),
    askRender: (ownerId, id, revision) => askRender(deps, ownerId, id, revision),
    readRender: (ownerId, id) => readRender(deps, ownerId, id),
    cancelRender: (ownerId, id) => cancelRender(deps, ownerId, id),
    describe: (drafts, onlooker) => describeDrafts(deps, drafts, onlooker),
    partsOf: (ownerId, project) => describeParts(deps, ownerId, project),
    makeRender: (renderId, signal) => renderDraft(deps, renderId, signal),
    async sweep() {
      const now = clock.now()
      for (const renderId of await renders.idleRenders(db, new Date(now.getTime() - idleMs), 50))
        await db.transaction(async (tx) => {
          await renders.touchRender(tx, renderId, now)
          await jobs.send(tx, renderJob, { renderId }, { key: renderId })
        })
      const dead = restorableSince(now, config.RESTORE_DAYS)
      await db.transaction((tx) => store.deleteRemovedBefore(tx, dead))
    },
  }
}
