/** Settings while they are edited: what was typed, what can be undone, and a copy on this device that survives a reload. */
import { untrack } from 'svelte'
import {
  isOther,
  rebased,
  type FieldName,
  fieldNames,
  type Published,
  settingsFrom,
  type Settings,
  type Typed,
  typedFrom,
} from './fields.ts'

const PLACE = 'panggung.feed-draft'

interface Kept {
  /** What was published when the edit began. */
  readonly base: Typed
  readonly at: string
  readonly typed: Typed
}

export function keepDraft(published: () => Published) {
  const kept = readKept()
  const first = typedFrom(published().settings)
  let base = first
  let typed = $state.raw<Typed>(kept ? rebased(kept.typed, kept.base, first) : first)
  let before = $state.raw<readonly Typed[]>([])
  const settings = $derived(settingsFrom(typed, published().bounds))
  const now = $derived(typedFrom(published().settings))
  const changed = $derived(fieldNames.filter((name) => isOther(typed[name], now[name])))

  const set = (next: Typed): void => {
    typed = next
    if (differs(next, base)) keep(base, next)
    else localStorage.removeItem(PLACE)
  }
  /** What was not touched here follows what was published, what was stays. */
  const rebase = (next: Typed): void => {
    const from = base
    before = before.map((one) => rebased(one, from, next))
    base = next
    set(rebased(typed, from, next))
  }
  $effect(() => {
    const next = now
    if (differs(next, base)) untrack(() => rebase(next))
  })
  return {
    /** When what came back had been kept; undefined: nothing came back. */
    backFrom: kept?.at,
    get typed() {
      return typed
    },
    /** Undefined while a field can't be read. */
    get settings(): Settings | undefined {
      return settings
    },
    get changed() {
      return changed
    },
    get canUndo() {
      return before.length > 0
    },
    write(name: FieldName, text: string) {
      if (text === typed[name]) return
      before = [...before, typed]
      set({ ...typed, [name]: text })
    },
    undo() {
      const last = before.at(-1)
      if (!last) return
      before = before.slice(0, -1)
      set(last)
    },
    /** What is published now, and nothing to undo. */
    reset() {
      before = []
      base = typedFrom(published().settings)
      set(base)
    },
  }
}
export type Draft = ReturnType<typeof keepDraft>

const differs = (a: Typed, b: Typed): boolean => fieldNames.some((name) => isOther(a[name], b[name]))

/** Leaves settings where the editor will find them. @param base what they were changed from */
export const handToEditor = (settings: Settings, base: Settings): void =>
  keep(typedFrom(base), typedFrom(settings))

const keep = (base: Typed, typed: Typed): void =>
  localStorage.setItem(PLACE, JSON.stringify({ base, at: new Date().toISOString(), typed } satisfies Kept))

function readKept(): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  if (!('typed' in value) || !('base' in value) || !('at' in value)) return false
  return typeof value.at === 'string' && isTyped(value.typed) && isTyped(value.base)
}

function isTyped(value: unknown): value is Typed {
  if (typeof value !== 'object' || value === null) return false
  const texts = new Map(Object.entries(value))
  return fieldNames.every((name) => typeof texts.get(name) === 'string')
}
