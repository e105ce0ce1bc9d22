/** Drafts on this device, for the editor and for the page that lists them. */
import { durationMs } from '../project/timeline.ts'
import type { Project } from '../project/project.ts'
import { all, drop, get, type KeptDraft, put } from './database.ts'
import { dropStrays } from './files.ts'

export interface LocalDraft {
  readonly id: string
  readonly title: string
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly changedAt: number
  /** 0: only here. */
  readonly revision: number
  /** Changed here since the server had it. */
  readonly isDirty: boolean
}

export const keptDraft = (id: string): Promise<KeptDraft | undefined> => get('drafts', id)
export const keepDraft = (draft: KeptDraft): Promise<unknown> => put('drafts', draft)

const isOf = (draft: KeptDraft, ownerId: string): boolean => draft.ownerId === '' || draft.ownerId === ownerId

/** Last changed first; of that account, and those made before anybody logged in. Rejects where nothing can be kept. */
export async function listDrafts(ownerId: string): Promise<LocalDraft[]> {
  const drafts = await all('drafts')
  return drafts
    .filter((draft) => isOf(draft, ownerId))
    .sort((a, b) => b.changedAt - a.changedAt)
    .map(({ id, title, project, changedAt, revision, isDirty }) => ({
      id,
      title,
      durationMs: durationMs(project),
      width: project.width,
      height: project.height,
      changedAt,
      revision,
      isDirty,
    }))
}

/** From this device alone. Files that no other draft uses go with it. */
export async function dropDraft(id: string, now: number = Date.now()): Promise<void> {
  await drop('drafts', id)
  channel()?.postMessage({ dropped: id })
  await sweep(now)
}

export async function sweep(now: number): Promise<void> {
  const drafts = await all('drafts').catch(() => undefined)
  if (drafts) await dropStrays(new Set(drafts.flatMap(spokenOf)), now)
}

function spokenOf(draft: KeptDraft): string[] {
  const projects: Project[] = [draft.project, ...[...draft.past, ...draft.future].map(({ before }) => before)]
  return projects.flatMap(({ parts }) => parts.map(({ id }) => id))
}

let shared: BroadcastChannel | undefined
/** Between tabs of this browser. */
export function channel(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  shared ??= new BroadcastChannel('panggung-editor')
  return shared
}
export type TabNews =
  | { readonly dropped: string }
  | { readonly kept: string; readonly from: string }
  | { readonly yield: string }
  | { readonly yielded: string }
