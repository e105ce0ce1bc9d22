/** Undo and redo over values that never change. Pure. */

export interface History<T> {
  readonly past: readonly Step<T>[]
  readonly present: T
  readonly future: readonly Step<T>[]
  /** Changes with the same name in a row are one step: a word that is typed, a block that is dragged. */
  readonly run: string | undefined
}
interface Step<T> {
  readonly value: T
  readonly label: string
}

export const stepsMax = 500

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [], run: undefined })

/** @param run undefined: a step of its own */
export function apply<T>(history: History<T>, next: T, label: string, run?: string): History<T> {
  if (next === history.present) return history
  if (run !== undefined && run === history.run) return { ...history, present: next, future: [] }
  return {
    past: [...history.past, { value: history.present, label }].slice(-stepsMax),
    present: next,
    future: [],
    run,
  }
}

/** What follows is a step of its own, whatever its name. */
export const settle = <T>(history: History<T>): History<T> =>
  history.run === undefined ? history : { ...history, run: undefined }

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  if (!last) return history
  return {
    past: history.past.slice(0, -1),
    present: last.value,
    future: [{ value: history.present, label: last.label }, ...history.future],
    run: undefined,
  }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (!next) return history
  return {
    past: [...history.past, { value: history.present, label: next.label }],
    present: next.value,
    future,
    run: undefined,
  }
}
