/** One track being edited: its cues with undo and redo, where the playhead is, and what of it the server has.
 *  Whatever is changed is kept on this device at once; the server gets it when the person says so. */
import { isRefusal } from '#api/api-error.ts'
import { type Advice, adviseAll } from './check-cues.ts'
import {
  addAt,
  type Cues,
  cuesAt,
  type EditCue,
  inOrder,
  mergeWithNext,
  moveTo,
  removeCue,
  setEdge,
  setText,
  splitAt,
} from './cues.ts'
import { apply, begin, type History, redo, settle, undo } from './history.ts'
import type { LocalCopy } from './local-copy.ts'

export interface ServerTrack {
  readonly lang: string
  readonly kind: 'written' | 'translated' | 'auto'
  readonly sourceLang: string | null
  readonly published: boolean
  readonly revision: number
  readonly cues: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[]
}

export interface EditorOptions {
  readonly lang: string
  readonly durationMs: number
  /** undefined: a new track. */
  readonly track: ServerTrack | undefined
  /** What this device kept and the server does not have. */
  readonly kept: LocalCopy | undefined
  readonly put: (body: {
    revision: number
    published: boolean
    cues: { startMs: number; endMs: number; text: string }[]
  }) => Promise<ServerTrack>
  /** @returns undefined when there is none any more */
  readonly fetch: () => Promise<ServerTrack | undefined>
  /** @param copy undefined: the server has everything */
  readonly keep: (copy: { revision: number; published: boolean; cues: Cues } | undefined) => void
}

export type CaptionEditor = ReturnType<typeof createCaptionEditor>

let made = 0
const newId = (): string => `cue-${++made}`
const withIds = (cues: ServerTrack['cues']): Cues =>
  inOrder(cues.map(({ startMs, endMs, text }) => ({ id: newId(), startMs, endMs, text })))

export function createCaptionEditor(options: EditorOptions) {
  const { durationMs, track, kept } = options
  const stored = withIds(track?.cues ?? [])
  let history = $state.raw<History<Cues>>(begin(stored))
  let revision = $state(track?.revision ?? 0)
  let published = $state(track?.published ?? true)
  let saved = $state.raw<{ cues: Cues; published: boolean }>({ cues: stored, published })
  let selectedId = $state<string | undefined>()
  let atMs = $state(0)
  let saving = $state(false)
  let fault = $state.raw<unknown>()
  let conflict = $state(false)
  let brought = $state(false)

  const cues = $derived(history.present)
  const advice = $derived<ReadonlyMap<string, Advice>>(adviseAll(cues))
  const dirty = $derived(cues !== saved.cues || published !== saved.published)
  const selected = $derived(cues.find((cue) => cue.id === selectedId))

  if (kept && !sameAs(kept, stored, published)) {
    history = apply(history, withIds(kept.cues))
    published = kept.published
    brought = true
    conflict = kept.revision !== revision
  }

  const change = (next: Cues, run?: string): boolean => {
    if (next === history.present) return false
    history = apply(history, next, run)
    fault = undefined
    return true
  }
  const select = (id: string | undefined): void => {
    selectedId = id
  }
  /** What was selected may be gone after an undo. */
  const travel = (next: History<Cues>): void => {
    history = next
    if (!next.present.some((cue) => cue.id === selectedId)) selectedId = undefined
  }
  const plain = (list: Cues) => list.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))
  const keepNow = (): void => options.keep(dirty ? { revision, published, cues } : undefined)

  /** @returns whether the server has it now */
  const save = async (): Promise<boolean> => {
    if (saving) return false
    saving = true
    fault = undefined
    const sent = { cues, published }
    try {
      const answer = await options.put({ revision, published: sent.published, cues: plain(sent.cues) })
      revision = answer.revision
      saved = sent
      conflict = false
      brought = false
      keepNow()
      return true
    } catch (thrown) {
      if (isRefusal(thrown, 'captions_changed')) conflict = true
      else fault = thrown
      return false
    } finally {
      saving = false
    }
  }

  return {
    durationMs,
    lang: options.lang,
    kind: track?.kind ?? ('written' as const),
    sourceLang: track?.sourceLang ?? null,
    get cues() {
      return cues
    },
    get advice() {
      return advice
    },
    get selected() {
      return selected
    },
    get selectedId() {
      return selectedId
    },
    get atMs() {
      return atMs
    },
    set atMs(ms: number) {
      atMs = Math.max(0, Math.min(durationMs, ms))
    },
    get published() {
      return published
    },
    set published(next: boolean) {
      published = next
    },
    get revision() {
      return revision
    },
    get dirty() {
      return dirty
    },
    get saving() {
      return saving
    },
    /** Why the last save failed; a conflict is told by {@link conflict}. */
    get fault() {
      return fault
    },
    get conflict() {
      return conflict
    },
    /** This device kept something that the server did not have. */
    get brought() {
      return brought
    },
    get canUndo() {
      return history.past.length > 0
    },
    get canRedo() {
      return history.future.length > 0
    },
    select,
    selectAt(ms: number): void {
      const [first] = cuesAt(cues, ms)
      if (first) select(first.id)
    },
    /** @param step 1 the next one, -1 the one before */
    selectNear(step: 1 | -1): EditCue | undefined {
      const at = cues.findIndex((cue) => cue.id === selectedId)
      const near =
        at !== -1
          ? cues[at + step]
          : step === 1
            ? cues.find((cue) => cue.endMs > atMs)
            : cues.findLast((cue) => cue.startMs <= atMs)
      if (near) select(near.id)
      return near
    },
    setText: (id: string, text: string) => change(setText(cues, id, text), `text ${id}`),
    moveTo: (id: string, ms: number, run?: string) => change(moveTo(cues, id, ms, durationMs), run),
    setEdge: (id: string, edge: 'start' | 'end', ms: number, run?: string) =>
      change(setEdge(cues, id, edge, ms, durationMs), run),
    add(): EditCue | undefined {
      const id = newId()
      if (!change(addAt(cues, id, atMs, durationMs))) return undefined
      select(id)
      return selected
    },
    split(): boolean {
      const target =
        selected && selected.startMs < atMs && atMs < selected.endMs ? selected : cuesAt(cues, atMs)[0]
      const id = newId()
      if (!target || !change(splitAt(cues, target.id, id, atMs))) return false
      select(id)
      return true
    },
    merge: (): boolean => selectedId !== undefined && change(mergeWithNext(cues, selectedId)),
    remove(): boolean {
      if (selectedId === undefined) return false
      const at = cues.findIndex((cue) => cue.id === selectedId)
      if (!change(removeCue(cues, selectedId))) return false
      select((cues[at] ?? cues[at - 1])?.id)
      return true
    },
    settle(): void {
      history = settle(history)
    },
    undo: () => travel(undo(history)),
    redo: () => travel(redo(history)),
    save,
    keepNow,
    /** The file is on the server already; what was here before is one undo away. */
    takeFile(track: ServerTrack): void {
      change(withIds(track.cues))
      revision = track.revision
      published = track.published
      saved = { cues: history.present, published }
      conflict = false
      selectedId = undefined
      keepNow()
    },
    /** Mine goes over what was saved elsewhere. */
    async keepMine(): Promise<boolean> {
      try {
        revision = (await options.fetch())?.revision ?? 0
      } catch (thrown) {
        fault = thrown
        return false
      }
      return save()
    },
    /** What was saved elsewhere is shown; mine is one undo away. */
    async takeTheirs(): Promise<void> {
      try {
        const theirs = await options.fetch()
        change(withIds(theirs?.cues ?? []))
        revision = theirs?.revision ?? 0
        published = theirs?.published ?? published
        saved = { cues: history.present, published }
        conflict = false
        brought = false
        keepNow()
      } catch (thrown) {
        fault = thrown
      }
    },
  }
}

function sameAs(kept: LocalCopy, cues: Cues, published: boolean): boolean {
  return (
    kept.published === published &&
    kept.cues.length === cues.length &&
    kept.cues.every((cue, at) => {
      const other = cues[at]
      return cue.startMs === other?.startMs && cue.endMs === other.endMs && cue.text === other.text
    })
  )
}
