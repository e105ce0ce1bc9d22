/** One's drafts, from this device and from the stage, and what is done to them. */
import { api } from '#api/api.ts'
import type { DraftSummary } from '#api/routes.ts'
import { dropDraft, keepDraft, keptDraft, listDrafts, type LocalDraft } from '#editor/keep/drafts.ts'
import { t } from '#i18n/words.svelte.ts'
import { uuid } from '#api/uuid.ts'
import { type DraftRow, rowsOf } from './draft-row.ts'

export interface MyDrafts {
  /** Undefined until it is known what there is. */
  readonly rows: readonly DraftRow[] | undefined
  readonly removed: readonly DraftSummary[]
  readonly limits: { readonly drafts: number; readonly used: number } | undefined
  /** Why the stage could not be asked; the rows are then those of this device. */
  readonly fault: unknown
  readonly loading: boolean
  readonly hasMore: boolean
  again: () => Promise<void>
  more: () => Promise<void>
  /** These reject with ApiError; the list changes only when it is done. */
  rename: (row: DraftRow, title: string) => Promise<void>
  duplicate: (row: DraftRow) => Promise<void>
  /** The copy on this device stays until {@link MyDrafts.forget}, so that all of it can come back. */
  remove: (row: DraftRow) => Promise<void>
  bringBack: (id: string) => Promise<void>
  forget: () => void
}

export function myDrafts(ownerId: string): MyDrafts {
  let here = $state.raw<readonly LocalDraft[]>([])
  let there = $state.raw<readonly DraftSummary[]>()
  let removed = $state.raw<readonly DraftSummary[]>([])
  let limits = $state.raw<MyDrafts['limits']>()
  let gone = $state.raw<ReadonlySet<string>>(new Set())
  let next = $state<string | null>(null)
  let fault = $state.raw<unknown>()
  let loading = $state(false)
  let known = $state(false)

  const rows = $derived(known ? rowsOf(here, there, gone) : undefined)

  async function again(): Promise<void> {
    loading = true
    // A window that may keep nothing has no drafts of its own.
    here = await listDrafts(ownerId).catch(() => [])
    known ||= here.length > 0
    try {
      const [page, bin] = await Promise.all([
        api('GET /v1/drafts', { query: {} }),
        api('GET /v1/drafts', { query: { removed: '1' } }),
      ])
      there = page.drafts
      next = page.nextCursor
      limits = page.limits
      removed = bin.drafts
      fault = undefined
    } catch (error) {
      fault = error
    }
    known ||= fault === undefined
    loading = false
  }

  async function more(): Promise<void> {
    if (next === null) return
    loading = true
    try {
      const page = await api('GET /v1/drafts', { query: { cursor: next } })
      const known = new Set(there?.map((draft) => draft.id))
      there = [...(there ?? []), ...page.drafts.filter((draft) => !known.has(draft.id))]
      next = page.nextCursor
    } catch (error) {
      fault = error
    }
    loading = false
  }

  async function rename(row: DraftRow, title: string): Promise<void> {
    const local = await keptDraft(row.id).catch(() => undefined)
    // What was changed here goes to the stage with its name, when the editor sends it.
    if (!row.there || local?.isDirty) {
      if (local) await keepDraft({ ...local, title, isDirty: true, changedAt: Date.now() })
    } else {
      const { draft } = await api('GET /v1/drafts/:draftId', { params: { draftId: row.id } })
      const body = { revision: draft.revision, title, project: draft.project }
      const kept = (await api('PUT /v1/drafts/:draftId', { params: { draftId: row.id }, body })).draft
      // Only a copy that was the same as the stage's is still the same.
      if (local && local.revision === draft.revision)
        await keepDraft({ ...local, title, revision: kept.revision })
    }
    await again()
  }

  async function duplicate(row: DraftRow): Promise<void> {
    const id = uuid()
    const title = t('drafts.copyOf', { title: row.title || t('drafts.untitled') }).slice(0, 120)
    const local = await keptDraft(row.id).catch(() => undefined)
    if (local && (!row.there || local.isDirty))
      await keepDraft({
        ...local,
        id,
        title,
        past: [],
        future: [],
        revision: 0,
        isDirty: true,
        changedAt: Date.now(),
      })
    else {
      const { draft } = await api('GET /v1/drafts/:draftId', { params: { draftId: row.id } })
      const body = { revision: 0, title, project: draft.project }
      await api('PUT /v1/drafts/:draftId', { params: { draftId: id }, body })
    }
    await again()
  }

  async function remove(row: DraftRow): Promise<void> {
    if (row.there) await api('DELETE /v1/drafts/:draftId', { params: { draftId: row.id } })
    gone = new Set([...gone, row.id])
  }

  async function bringBack(id: string): Promise<void> {
    const isThere = there?.some((draft) => draft.id === id) || removed.some((draft) => draft.id === id)
    if (isThere) await api('POST /v1/drafts/:draftId/restore', { params: { draftId: id } })
    gone = new Set([...gone].filter((one) => one !== id))
    await again()
  }

  function forget(): void {
    for (const id of gone) void dropDraft(id).catch(() => {})
    if (gone.size > 0) void again()
  }

  return {
    get rows() {
      return rows
    },
    get removed() {
      return removed
    },
    get limits() {
      return limits
    },
    get fault() {
      return fault
    },
    get loading() {
      return loading
    },
    get hasMore() {
      return next !== null
    },
    again,
    more,
    rename,
    duplicate,
    remove,
    bringBack,
    forget,
  }
}
