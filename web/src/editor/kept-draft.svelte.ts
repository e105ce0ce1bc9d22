/** The draft on this device: kept soon after each change, written by one tab at a time. */
import type { Editor, Told } from './face.ts'
import { Autosave } from './keep/autosave.ts'
import { faultOf, type KeptDraft } from './keep/database.ts'
import { channel, keepDraft, keptDraft, type TabNews } from './keep/drafts.ts'
import { watchWriting, type Writing } from './keep/one-writer.ts'
import { tell } from './told.ts'

export interface Keeping {
  readonly draftId: string
  row: () => KeptDraft
  /** Another tab changed it, or had it until now. */
  onchanged: (draft: KeptDraft) => void
  /** Another tab takes it over: what has to be over before the last row is written. */
  beforeYield: () => Promise<unknown>
}

export class LocalDraft {
  readonly #keeping: Keeping
  readonly #autosave: Autosave
  readonly #writing: Writing
  /** Of this tab, so that it does not hear itself. */
  readonly #tab = crypto.getRandomValues(new Uint32Array(1)).join('')
  #isClosed = false
  state = $state<Editor['keeping']>('kept')
  fault = $state.raw<Told | undefined>()
  writable = $state(true)

  constructor(keeping: Keeping) {
    this.#keeping = keeping
    this.#autosave = new Autosave(
      async () => {
        if (!this.#writing.isMine && navigator.locks) return
        await keepDraft($state.snapshot(this.#keeping.row()))
        channel()?.postMessage({ kept: keeping.draftId, from: this.#tab } satisfies TabNews)
      },
      (state, error) => {
        this.state = state
        if (state === 'kept') this.fault = undefined
        else if (state === 'failed') {
          const { code } = faultOf(error)
          this.fault = tell(code)
        }
      },
    )
    this.#writing = watchWriting(keeping.draftId, {
      onchange: (isMine) => {
        const had = this.writable
        this.writable = isMine
        if (isMine && !had) void this.#reread()
      },
      onyield: async () => {
        await this.#keeping.beforeYield()
        await this.#autosave.flush()
      },
    })
    // Until another tab turns out to have it, it is ours: an answer takes a moment.
    channel()?.addEventListener('message', this.#hear)
    addEventListener('pagehide', this.#flush)
    document.addEventListener('visibilitychange', this.#flush)
    if (navigator.locks) void this.#ask()
  }

  async #ask(): Promise<void> {
    const { held } = await navigator.locks.query().catch(() => ({ held: [] }))
    if (
      !this.#writing.isMine &&
      held?.some(({ name }) => name === `panggung-editor/${this.#keeping.draftId}`)
    )
      this.writable = false
  }

  readonly #flush = (): void => {
    if (document.visibilityState === 'hidden') void this.#autosave.flush()
  }
  readonly #hear = ({ data }: MessageEvent<TabNews>): void => {
    if (!('kept' in data) || data.kept !== this.#keeping.draftId || data.from === this.#tab) return
    if (!this.writable) void this.#reread()
  }

  async #reread(): Promise<void> {
    const draft = await keptDraft(this.#keeping.draftId).catch(() => undefined)
    if (draft && !this.#isClosed) this.#keeping.onchanged(draft)
  }

  changed(): void {
    // Once it is closed, whoever opens it next writes: an answer that comes late must not write over that.
    if (this.writable && !this.#isClosed) this.#autosave.changed()
  }
  flush(): Promise<void> {
    return this.#autosave.flush()
  }
  takeOver(): void {
    void this.#writing.take()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#autosave.flush()
    this.#autosave.stop()
    this.#writing.release()
    channel()?.removeEventListener('message', this.#hear)
    removeEventListener('pagehide', this.#flush)
    document.removeEventListener('visibilitychange', this.#flush)
  }
}
