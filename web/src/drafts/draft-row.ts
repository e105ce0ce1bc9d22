/** The drafts of this device and those on the stage as one list. Pure. */
import type { DraftSummary } from '#api/routes.ts'
import type { LocalDraft } from '#editor/keep/drafts.ts'

export interface DraftRow {
  readonly id: string
  readonly title: string
  readonly durationMs: number
  readonly changedAt: number
  readonly here: LocalDraft | undefined
  readonly there: DraftSummary | undefined
}

/** Last changed first. A draft that is in both is one row; what was changed here and not sent yet is newer in name and
 *  length.
 *  @param there undefined while the stage can not be reached
 *  @param gone ids that were just taken away */
export function rowsOf(
  here: readonly LocalDraft[],
  there: readonly DraftSummary[] | undefined,
  gone: ReadonlySet<string>,
): DraftRow[] {
  const local = new Map(here.map((draft) => [draft.id, draft]))
  const rows = (there ?? []).map((draft): DraftRow => {
    const mine = local.get(draft.id)
    local.delete(draft.id)
    const newer = mine?.isDirty ? mine : draft
    const changedAt = Math.max(Date.parse(draft.changedAt), mine?.isDirty ? mine.changedAt : 0)
    return {
      id: draft.id,
      title: newer.title,
      durationMs: newer.durationMs,
      changedAt,
      here: mine,
      there: draft,
    }
  })
  for (const draft of local.values()) {
    const { id, title, durationMs, changedAt } = draft
    rows.push({ id, title, durationMs, changedAt, here: draft, there: undefined })
  }
  return rows.filter((row) => !gone.has(row.id)).sort((a, b) => b.changedAt - a.changedAt)
}
