/** Undo and redo over values that never change. Pure. */

export interface History<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** Changes with the same name in a row are one step: a word that is typed, a block that is dragged. */
  readonly run: string | undefined
}

export const stepsMax = 500

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [], run: undefined })

/** @param run undefined: a step of its own */
export function apply<T>(history: History<T>, next: T, run?: string): History<T> {
  if (next === history.present) return history
  if (run !== undefined && run === history.run) return { ...history, present: next, future: [] }
  return {
    past: [...history.past, history.present].slice(-stepsMax),
    present: next,
    future: [],
    run,
  }
}

/** What follows is a step of its own, whatever its name. */
export const settle = <T>(history: History<T>): History<T> =>
  history.run === undefined ? history : { ...history, run: undefined }

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const last = past.at(-1)
  if (last === undefined) return history
  return { past: past.slice(0, -1), present: last, future: [present, ...future], run: undefined }
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const [next, ...rest] = future
  if (next === undefined) return history
  return { past: [...past, present], present: next, future: rest, run: undefined }
}
