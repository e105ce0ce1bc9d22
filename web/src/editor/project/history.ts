/** Undo and redo as a value. A step holds the project as it was before; projects share what did not change, so that a
 *  hundred steps cost little. */
import { type Change, changed } from './changes.ts'
import type { Part, Project } from './project.ts'

export interface Step {
  readonly label: string
  readonly before: Project
  /** Changes of one drag fall into one step. */
  readonly drag?: string
}
export interface History {
  readonly now: Project
  readonly past: readonly Step[]
  /** The newest undone last; `before` is what redo brings back. */
  readonly future: readonly Step[]
}

const MOST_STEPS = 200

export const historyOf = (now: Project): History => ({ now, past: [], future: [] })

/** The same history when the change changes nothing. */
export function done(history: History, change: Change, label: string, drag?: string): History {
  const now = changed(history.now, change)
  if (now === history.now) return history
  const last = history.past.at(-1)
  if (drag !== undefined && last?.drag === drag && history.future.length === 0) return { ...history, now }
  const step: Step = { label, before: history.now, ...(drag === undefined ? {} : { drag }) }
  return { now, past: [...history.past.slice(1 - MOST_STEPS), step], future: [] }
}

/** Ends a drag: the next change is a step of its own, also with the same word. */
export function settled(history: History): History {
  const last = history.past.at(-1)
  if (last?.drag === undefined) return history
  return { ...history, past: [...history.past.slice(0, -1), { label: last.label, before: last.before }] }
}

export function undone(history: History): History {
  const last = history.past.at(-1)
  if (!last) return history
  return {
    now: last.before,
    past: history.past.slice(0, -1),
    future: [...history.future, { label: last.label, before: history.now }],
  }
}

export function redone(history: History): History {
  const next = history.future.at(-1)
  if (!next) return history
  return {
    now: next.before,
    past: [...history.past, { label: next.label, before: history.now }],
    future: history.future.slice(0, -1),
  }
}

/** What became known about a part (its copy on the server, its length): true in the past and in the future too. */
export function amended(history: History, partId: string, known: Partial<Omit<Part, 'id'>>): History {
  const amend = (project: Project): Project =>
    project.parts.some(({ id }) => id === partId)
      ? {
          ...project,
          parts: project.parts.map((part) => (part.id === partId ? { ...part, ...known } : part)),
        }
      : project
  return {
    now: amend(history.now),
    past: history.past.map((step) => ({ ...step, before: amend(step.before) })),
    future: history.future.map((step) => ({ ...step, before: amend(step.before) })),
  }
}
