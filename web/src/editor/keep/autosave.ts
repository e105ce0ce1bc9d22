/** Writes soon after each change, never later than a second, one write at a time. Pure but for its clock. */

export interface Timers {
  set: (act: () => void, ms: number) => number
  clear: (timer: number) => void
  now: () => number
}
const browserTimers: Timers = {
  set: (act, ms) => Number(setTimeout(act, ms)),
  clear: (timer) => clearTimeout(timer),
  now: () => performance.now(),
}

const QUIET_MS = 250
const LATEST_MS = 900
const AGAIN_MS = 3000

export type KeepingState = 'kept' | 'keeping' | 'failed'

export class Autosave {
  readonly #write: () => Promise<void>
  readonly #onstate: (state: KeepingState, error?: unknown) => void
  readonly #timers: Timers
  #timer: number | undefined
  #dirtySince: number | undefined
  #writing: Promise<void> | undefined

  constructor(
    write: () => Promise<void>,
    onstate: (state: KeepingState, error?: unknown) => void,
    timers: Timers = browserTimers,
  ) {
    this.#write = write
    this.#onstate = onstate
    this.#timers = timers
  }

  changed(): void {
    const now = this.#timers.now()
    this.#dirtySince ??= now
    this.#onstate('keeping')
    this.#arm(Math.min(QUIET_MS, Math.max(0, this.#dirtySince + LATEST_MS - now)))
  }

  #arm(ms: number): void {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer)
    this.#timer = this.#timers.set(() => void this.flush(), ms)
  }

  /** Everything that was changed until now is kept when this resolves, or `failed` was told. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer)
    this.#timer = undefined
    while (this.#writing) await this.#writing
    if (this.#dirtySince === undefined) return
    this.#dirtySince = undefined
    this.#writing = this.#once()
    await this.#writing
  }

  async #once(): Promise<void> {
    try {
      await this.#write()
      if (this.#dirtySince === undefined) this.#onstate('kept')
    } catch (error) {
      this.#onstate('failed', error)
      // Room may have been made; what is unsaved is not forgotten.
      this.#dirtySince ??= this.#timers.now()
      this.#arm(AGAIN_MS)
    } finally {
      this.#writing = undefined
    }
  }

  stop(): void {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer)
    this.#timer = undefined
  }
}
