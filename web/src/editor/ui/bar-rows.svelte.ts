/** Bars on the timeline in as few rows as it takes: how they are dragged, what they stick to, and their keys. */
import { marksOf, snap } from '../project/timeline.ts'
import type { Desk } from './desk.svelte.ts'
import { type Bar, rowsOf } from './lanes.ts'
import { removeChosen } from './shot-acts.ts'

const SNAP_PX = 8

export class BarRows<B extends Bar> {
  readonly #desk: () => Desk
  readonly #bars: () => readonly B[]
  readonly #pxPerMs: () => number
  // Rows stay as they were while one is dragged, so that nothing jumps under the finger.
  #held = $state.raw<readonly (readonly string[])[] | undefined>()
  readonly rows: readonly (readonly B[])[] = $derived.by(() => {
    const bars = this.#bars()
    return this.#held?.map((row) => bars.filter(({ id }) => row.includes(id))) ?? rowsOf(bars)
  })

  constructor(desk: () => Desk, bars: () => readonly B[], pxPerMs: () => number) {
    this.#desk = desk
    this.#bars = bars
    this.#pxPerMs = pxPerMs
  }

  /** The moment, or what lies so near to it that it sticks. */
  near(ms: number, id: string): number {
    const { editor, snapping } = this.#desk()
    if (!snapping) return Math.round(ms)
    const marks = [...marksOf(editor.project, id), { ms: editor.atMs, of: 'clip' as const }]
    return Math.round(snap(ms, marks, SNAP_PX / this.#pxPerMs()).ms)
  }

  /** One step of a drag that goes on until {@link end}. */
  drag(step: () => void): void {
    this.#held ??= this.rows.map((row) => row.map(({ id }) => id))
    this.#desk().busy = true
    step()
  }
  readonly end = (): void => {
    const desk = this.#desk()
    if (!this.#held && !desk.busy) return
    this.#held = undefined
    desk.busy = false
    desk.settle()
  }

  /** @param move by so many milliseconds */
  key(
    event: KeyboardEvent,
    chosen: { kind: 'layer' | 'track'; id: string },
    move: (by: number) => void,
  ): void {
    if (event.ctrlKey || event.metaKey) return
    const step = event.shiftKey ? 1000 : 100
    const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0
    const removes = event.key === 'Delete' || event.key === 'Backspace'
    if (by === 0 && !removes) return
    event.preventDefault()
    event.stopPropagation()
    if (by !== 0) return move(by)
    this.#desk().choose(chosen)
    removeChosen(this.#desk())
  }
}
